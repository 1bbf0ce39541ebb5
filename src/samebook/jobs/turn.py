"""The writer's turn: on SQLite one process writes at a time, and those who wait are served in order."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction


@contextmanager
def write() -> Iterator[None]:
    """A short write of its own, or a part of the transaction that is running (then undone alone if it fails)."""
    with turn(), transaction.atomic():
        yield


@contextmanager
def turn() -> Iterator[None]:
    """Hold the home's writing turn; without effect on PostgreSQL and inside a transaction, which holds it already.

    SQLite's own wait is unfair under load (a writer can starve for seconds); a lock on a file beside the database
    takes turns instead, and falls free when its holder dies.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or not Path(name).is_absolute():
        yield
        return
    descriptor = os.open(Path(name).with_suffix(".turn"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

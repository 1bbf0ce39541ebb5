"""One action is one transaction: the writer's turn, the change, and its entries, all or nothing."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from samebook.journal.models import Entry, Personal

P = ParamSpec("P")
R = TypeVar("R")

Line = tuple[Entry, Personal | None]
_lines: ContextVar[list[Line] | None] = ContextVar("lines", default=None)


@contextmanager
def writing() -> Iterator[list[Line]]:
    """Hold the writer's turn and a transaction; entries recorded inside are written just before the commit.

    An action called by another joins its transaction, so that both happen or neither.
    SQLite's own wait is unfair under load (a writer can starve for seconds); a file lock takes turns instead.
    """
    outer = _lines.get()
    if outer is not None:
        yield outer
        return
    lines: list[Line] = []
    token = _lines.set(lines)
    try:
        with _turn(), transaction.atomic():
            yield lines
            _write(lines)
    finally:
        _lines.reset(token)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a write: one function, one transaction, journalled. See ``writing``."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return function(*args, **kwargs)

    return run


def pending() -> list[Line]:
    """The entries of the action that is running.

    Raises:
        RuntimeError: Nothing is running; a change outside an action would go unrecorded.
    """
    lines = _lines.get()
    if lines is None:
        raise RuntimeError("Changes are made in actions only; mark the function with @action.")
    return lines


def _write(lines: list[Line]) -> None:
    Entry.objects.bulk_create([entry for entry, _ in lines], batch_size=1000)
    personal = []
    for entry, value in lines:
        if value is not None:
            value.entry_id = entry.pk
            personal.append(value)
    if personal:
        Personal.objects.bulk_create(personal, batch_size=1000)


@contextmanager
def _turn() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or connection.in_atomic_block or not os.path.isabs(str(name)):
        yield
        return
    descriptor = os.open(Path(name).with_suffix(".turn"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

"""Where a home keeps the grounds and the members of segments."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder(name: str = "") -> Path:
    """``SAMEBOOK_HOME/segments``, or a folder in it, open to its owner only, made when absent."""
    place = Path(settings.SAMEBOOK_SEGMENTS) / name
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the right to write here; who counts at the command line waits for the worker, and the other way round."""
    descriptor = os.open(folder() / "writing", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

"""Where a home keeps the grounds and the members of segments."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

BUILDING = ".building-"
COUNTING = ".counting-"


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


@contextmanager
def making(prefix: str, name: str = "") -> Iterator[Path]:
    """A folder for what is being made, gone afterwards; whatever is written meanwhile is its owner's to read only."""
    before = os.umask(0o077)
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=folder(name)))
    try:
        yield place
    finally:
        os.umask(before)
        shutil.rmtree(place, ignore_errors=True)


def sweep() -> None:
    """Remove what a count left that was killed: nobody reads it, and somebody in it may be erased.

    Only for who holds ``one_at_a_time``: what another one is making would go, too.
    """
    for name, prefix in (("", BUILDING), ("members", COUNTING)):
        for left in folder(name).glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)

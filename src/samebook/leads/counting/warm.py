"""One DuckDB for the process, small and kept warm, in which a count is over soon or is broken off."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from samebook.kernel.refusals import Refused

if TYPE_CHECKING:
    import duckdb

MEMORY = "384MB"
THREADS = 2
LONGEST = 1.5
"""Seconds after which a count is broken off, so that no condition holds a worker of the web server."""
AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 1.0
"""Seconds to wait for a place."""


class Broken(Refused):
    """The count was given up: too long, or too many at once. What is shown instead is its message."""


@contextmanager
def session(longest: float | None = None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A connection of its own to the process's DuckDB, broken off after a while.

    Args:
        longest: Seconds; ``LONGEST`` where none are given.

    Raises:
        Broken: ``counting.too_many`` at once, ``counting.too_long``, ``counting.too_much`` memory.
    """
    import duckdb  # loaded when somebody counts

    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Broken("counting.too_many", "Too many are counting at once; this one is counted in a moment.")
    try:
        connection = _database().cursor()
        clock = threading.Timer(LONGEST if longest is None else longest, connection.interrupt)
        clock.daemon = True
        clock.start()
        try:
            yield connection
        except duckdb.InterruptException:
            raise Broken(
                "counting.too_long", "This takes too long to count while you write; a comparison counts it."
            ) from None
        except duckdb.OutOfMemoryException:
            raise Broken("counting.too_much", "This takes too much to count while you write.") from None
        finally:
            clock.cancel()
            connection.close()
    finally:
        AT_ONCE.release()


@cache
def _database() -> "duckdb.DuckDBPyConnection":
    import duckdb

    from samebook.book.engines.session import SETTINGS

    bounds = {"memory_limit": MEMORY, "threads": str(THREADS), "temp_directory": ""}
    return duckdb.connect(":memory:", config={**SETTINGS, **bounds})

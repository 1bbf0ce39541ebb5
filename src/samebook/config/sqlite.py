"""Choose the SQLite library before anything else does.

One process uses one SQLite library: two libraries on one file drop each other's locks and lose commits.
Libraries before 3.51.3 can corrupt a database in WAL mode (sqlite.org, "WAL-reset bug"), and the one that
Python links is often older, so the wheel's own library takes its place wherever there is one.
"""

import importlib
import sys

FIXED_IN = (3, 51, 3)
BACKPORTS = {(3, 50): 7, (3, 44): 6}


def install() -> None:
    """Put ``pysqlite3`` where ``sqlite3`` is looked for; without a wheel the standard library stays."""
    if "sqlite3" in sys.modules:
        return
    try:
        library = importlib.import_module("pysqlite3")
    except ImportError:
        return
    sys.modules["sqlite3"] = library
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite version is free of the WAL-reset bug."""
    major, minor, patch = version
    return version >= FIXED_IN or patch >= BACKPORTS.get((major, minor), 10_000)


def journal_mode() -> str:
    """``WAL`` where it is safe, else the slower rollback journal."""
    import sqlite3

    return "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"


install()

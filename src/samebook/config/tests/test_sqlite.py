import sqlite3
import sys

import pytest

from samebook.config.sqlite import journal_mode, wal_is_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 99), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
    ids=str,
)
def test_only_versions_without_the_wal_reset_bug_are_called_safe(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_this_process_uses_one_sqlite_library_and_the_mode_that_is_safe_with_it() -> None:
    from django.db.backends.sqlite3 import base

    assert base.Database.sqlite_version == sqlite3.sqlite_version
    assert sys.modules["sqlite3.dbapi2"].sqlite_version == sqlite3.sqlite_version
    assert journal_mode() == ("WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE")  # type: ignore[arg-type]


def test_an_unsafe_library_gets_the_slower_safe_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert journal_mode() == "DELETE"

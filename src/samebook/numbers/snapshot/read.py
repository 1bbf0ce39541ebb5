"""Reading the records in bulk: one transaction, through Django's own connection, as CSV lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from sqlglot import exp

from samebook.numbers.snapshot.columns import rows_as_csv
from samebook.numbers.tables import FactTable

BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
CHUNK_ROWS = 65_536


@contextmanager
def one_view(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Everything read inside sees the records at one instant; nothing can be written and no writer waits.

    Django's ``atomic`` would take SQLite's write lock (its transactions are IMMEDIATE), so this begins its own.
    Inside a transaction of the caller that one is used.
    """
    connection.ensure_connection()
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def chunks_of(connection: BaseDatabaseWrapper, table: FactTable, *, after: int | None = None) -> Iterator[bytes]:
    """A table's rows as CSV lines, ``CHUNK_ROWS`` at a time."""
    statement = rows_as_csv(table, vendor=connection.vendor, after=after)
    lines = _copied if connection.vendor == "postgresql" else _selected
    yield from lines(connection, statement)


def fingerprint_at(connection: BaseDatabaseWrapper, table: FactTable, at: int) -> str | None:
    """What an append-only table's ``fingerprint`` column holds at a row read before; None when the row is gone."""
    value = _one(connection, _select(table, table.fingerprint).where(exp.column(table.grows_by).eq(at)))
    return None if value is None else str(value)


def last_of(connection: BaseDatabaseWrapper, table: FactTable) -> int | None:
    """The highest ``grows_by`` of an append-only table; None when it is empty."""
    found: int | None = _one(connection, _select(table, table.grows_by).order_by(exp.column(table.grows_by).desc()))
    return found


def _select(table: FactTable, column: str) -> exp.Select:
    return exp.subquery(table.sql, "t", dialect="postgres").select(column).limit(1)


def _one(connection: BaseDatabaseWrapper, statement: exp.Select) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql(dialect="sqlite" if connection.vendor == "sqlite" else "postgres"))
        row = cursor.fetchone()
    return None if row is None else row[0]


def _selected(connection: BaseDatabaseWrapper, statement: str) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield b"\n".join([row[0] for row in rows])


def _copied(connection: BaseDatabaseWrapper, statement: str) -> Iterator[bytes]:
    copy = f"COPY ({statement}) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor, _native(cursor).copy(copy) as rows:
        lines: list[bytes] = []
        for line in rows:
            lines.append(bytes(line))
            if len(lines) == CHUNK_ROWS:
                yield b"".join(lines)
                lines.clear()
        if lines:
            yield b"".join(lines)


def _native(cursor: Any) -> Any:
    return cursor.cursor if hasattr(cursor, "cursor") else cursor

"""Two engines with the test records loaded, to compare with Python."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import psycopg
import pytest

from samebook.book.expressions import Expression
from samebook.book.sql_form import COLUMN_TYPES, sql
from samebook.book.tests.conditions import FIELDS

Truths = list[tuple[bool | None, ...]]
Engine = Callable[[Sequence[Expression], Sequence[dict[str, Any]]], Truths]


@pytest.fixture(scope="session")
def on_duckdb() -> Iterator[Engine]:
    """Evaluates expressions on records, in DuckDB."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE records (row BIGINT, {_columns('duckdb')})")

        def evaluate(expressions: Sequence[Expression], records: Sequence[dict[str, Any]]) -> Truths:
            connection.execute("DELETE FROM records")
            marks = ", ".join("?" * (len(FIELDS) + 1))
            rows = [[row, *(_naive(record[name]) for name in FIELDS)] for row, record in enumerate(records)]
            connection.executemany(f"INSERT INTO records VALUES ({marks})", rows)
            return connection.execute(_select(expressions, "duckdb")).fetchall()

        yield evaluate


@pytest.fixture(scope="session")
def on_postgres(postgres_url: str) -> Iterator[Engine]:
    """Evaluates expressions on records, in PostgreSQL."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE TEMPORARY TABLE records (row BIGINT, {_columns('postgres')})")

        def evaluate(expressions: Sequence[Expression], records: Sequence[dict[str, Any]]) -> Truths:
            connection.execute("TRUNCATE records")
            with connection.cursor().copy("COPY records FROM STDIN") as copy:
                for row, record in enumerate(records):
                    copy.write_row([row, *(_naive(record[name]) for name in FIELDS)])
            return connection.execute(_select(expressions, "postgres")).fetchall()

        yield evaluate


def _columns(dialect: str) -> str:
    return ", ".join(f'"{name}" {COLUMN_TYPES[dialect][field.type]}' for name, field in FIELDS.items())


def _select(expressions: Sequence[Expression], dialect: str) -> str:
    return f"SELECT {', '.join(sql(expression, dialect) for expression in expressions)} FROM records ORDER BY row"


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value

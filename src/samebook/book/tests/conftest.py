"""Two engines with the test records loaded, to compare with Python."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import duckdb
import psycopg
import pytest

from samebook.book.expressions import Expression
from samebook.book.sql_form import sql
from samebook.book.sql_writer import COLUMN_TYPES
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
    """Evaluates expressions on records, in a PostgreSQL database that sorts texts by a dictionary's rules."""
    with _database(postgres_url) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TEMPORARY TABLE records (row BIGINT, {_columns('postgres')})")

        def evaluate(expressions: Sequence[Expression], records: Sequence[dict[str, Any]]) -> Truths:
            connection.execute("TRUNCATE records")
            with connection.cursor().copy("COPY records FROM STDIN") as copy:
                for row, record in enumerate(records):
                    copy.write_row([row, *(_naive(record[name]) for name in FIELDS)])
            return connection.execute(_select(expressions, "postgres")).fetchall()

        yield evaluate


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A database whose own order of texts is not by code point, so that nothing may rely on it."""
    name = f"book_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        collation = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {collation}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _columns(dialect: str) -> str:
    return ", ".join(f'"{name}" {COLUMN_TYPES[dialect][field.type]}' for name, field in FIELDS.items())


def _select(expressions: Sequence[Expression], dialect: str) -> str:
    return f"SELECT {', '.join(sql(expression, dialect) for expression in expressions)} FROM records ORDER BY row"


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value

"""Judging a whole file in PostgreSQL: records are copied into a temporary table and judged by one statement."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlglot import exp

from samebook.book.compiling import CompiledBook
from samebook.book.engines.rows import ROW, Judged, OnRefused, RefusedRow, Source
from samebook.book.engines.statement import SEPARATOR, judging
from samebook.book.judging import Verdict
from samebook.book.sql_writer import COLUMN_TYPES
from samebook.kernel.refusals import Refused

_TABLE = "samebook_records"
_BATCH = 10_000


def judge(book: CompiledBook, source: Source, on_refused: OnRefused, dsn: str | None = None) -> Iterator[Judged]:
    """A result for each record, in order of the file; the database is left as it was.

    Args:
        dsn: Address of the database; ``DATABASE_URL`` when None.

    Raises:
        Refused: ``judge.no_database``, ``judge.postgres``.
    """
    address = dsn or os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgres://", "postgresql://")):
        raise Refused("judge.no_database", "Name a PostgreSQL database with --database or in DATABASE_URL.")
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            yield from _judged(connection, book, source, on_refused)
            connection.rollback()
    except psycopg.Error as error:
        first = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise Refused("judge.postgres", f"PostgreSQL: {first}") from error


def _judged(connection: Any, book: CompiledBook, source: Source, on_refused: OnRefused) -> Iterator[Judged]:
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise Refused("judge.postgres", "The database's encoding is not UTF8; create one that is.")
    kept = (ROW, *source.columns.carried)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        cursor.execute(_table(book, source).sql("postgres"))
        with cursor.copy(f"COPY {_TABLE} FROM STDIN") as copy:
            for row in source:
                if isinstance(row, RefusedRow):
                    on_refused(row)
                else:
                    copy.write_row((row.number, *row.values, *row.carried))
    statement = judging(book, "postgres", exp.to_table(_TABLE), kept=kept, present=set(source.columns.fields))
    ordered = statement.order_by(exp.column(exp.to_identifier(ROW, quoted=True)), copy=False)
    with connection.cursor(name="samebook_judged") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(ordered.sql("postgres"))
        for number, *rest in cursor:
            *carried, verdict, level, false, unknown = rest
            yield Judged(number, carried, Verdict(verdict), level, _split(false), _split(unknown))


def _table(book: CompiledBook, source: Source) -> exp.Create:
    types = COLUMN_TYPES["postgres"]
    columns = [
        (ROW, "BIGINT"),
        *((name, types[book.fields[name].type]) for name in source.columns.fields),
        *((name, "TEXT") for name in source.columns.carried),
    ]
    definitions: list[exp.Expr] = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(type_, dialect="postgres"))
        for name, type_ in columns
    ]
    schema = exp.Schema(this=exp.to_table(_TABLE), expressions=definitions)
    return exp.Create(this=schema, kind="TABLE", properties=exp.Properties(expressions=[exp.TemporaryProperty()]))


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(SEPARATOR)) if names else ()

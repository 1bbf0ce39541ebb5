"""Tables and measures of no chapter, for tests of the machinery alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from samebook.numbers.snapshot.derive import converted, local_day
from samebook.numbers.tables import Column, Context, FactTable, Registry

AT = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
BERLIN = Context(zone="Europe/Berlin", currency="EUR", simulated=False)

WORDS = FactTable(
    name="words",
    grain="one row per word",
    columns=(
        Column("word_id", "integer", "The word."),
        Column("word", "text", "Its letters."),
        Column("price", "decimal", "Its price.", unit="EUR"),
        Column("rate", "rate", "Its rate."),
        Column("is_rude", "boolean", "Whether it is."),
        Column("said_on", "date", "The day."),
        Column("said_at", "timestamp", "The instant."),
        Column("local_on", "date", "The day in the company's zone.", derived=local_day("said_at")),
        Column("converted", "decimal", "Price times rate.", derived=converted("price", "rate")),
    ),
    sql="select word_id, word, price, rate, is_rude, said_on, said_at from test_words",
)

LINES = FactTable(
    name="lines",
    grain="one row per line",
    grows_by="place",
    fingerprint="mark",
    columns=(Column("place", "integer", "Its place."), Column("mark", "text", "Its mark.")),
    sql="select place, mark from test_lines",
)


def registry_of(*tables: FactTable) -> Registry:
    return Registry(tables={table.name: table for table in tables}, context=lambda: BERLIN)


@contextmanager
def tables() -> Iterator[None]:
    """The two tables in the database of records, as Django would type them."""
    postgres = connection.vendor == "postgresql"
    when, flag = ("timestamptz", "boolean") if postgres else ("datetime", "bool")
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table test_words (word_id bigint, word varchar(60), price decimal(17, 2), rate decimal(18, 8),"
            f" is_rude {flag}, said_on date, said_at {when})"
        )
        cursor.execute("create table test_lines (place bigint primary key, mark varchar(60))")
        yield


def say(*rows: tuple) -> None:
    stored = connection.ops.adapt_datetimefield_value
    rows = tuple((*row[:-1], stored(row[-1]) if row[-1] else None) for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany("insert into test_words values (%s, %s, %s, %s, %s, %s, %s)", rows)


def write_lines(*places: int, mark: str = "m") -> None:
    with connection.cursor() as cursor:
        cursor.executemany("insert into test_lines values (%s, %s)", [(place, f"{mark}{place}") for place in places])

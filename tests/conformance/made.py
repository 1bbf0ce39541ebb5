"""A snapshot made at random from a seed, of every declared table: what engines could read differently is in it.

Values of a text column are those that measures compare it with, beside umlauts, signs and spaces; dates contradict each
other, amounts are refunds and as large as a column holds, instants lie around the changes to and from summer time.
"""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp, parse_one

from samebook.numbers.analyses import analyses
from samebook.numbers.measures import shipped as measures
from samebook.numbers.snapshot.columns import ARROW, schema_of
from samebook.numbers.snapshot.store import FORMAT, Snapshot, building, digest, publish
from samebook.numbers.tables import Column, Context, FactTable, Registry

AS_OF = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
CONTEXT = Context(zone="Europe/Berlin", currency="EUR", simulated=True)
WORDS = ["Größe", "größe", "ß", "Ärger", "it's", 'a "b"', "100%", "a_b", "ﬁ", "Ж", "😀", "z", "Z", " a", "a,b"]
DAYS = [
    date(2024, 2, 29),
    date(2025, 3, 30),
    date(2025, 10, 26),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(1999, 12, 31),
]
INSTANTS = [
    datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2025, 3, 30, 0, 59, 59, tzinfo=UTC),
    datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
    datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
    datetime(2026, 3, 31, 12, 0, tzinfo=UTC),
]
AMOUNTS = [
    Decimal(text) for text in ("0.00", "-0.01", "0.05", "-1250.00", "99999999999.99", "-99999999999.99", "33.33")
]
RATES = [Decimal("0.90000000"), Decimal("1.23456789"), Decimal("0.00000001")]
NULLS = 0.12


def made_snapshot(registry: Registry, folder: Path, *, rows: int = 1_500, seed: int = 20260331) -> Snapshot:
    """A snapshot as if it had been taken from records; ``rows`` in the largest tables."""
    known = _compared(registry)
    with building(folder) as place:
        sizes = {table.name: _size(table, rows) for table in registry.tables.values()}
        tables = {}
        for table in registry.tables.values():
            chance = random.Random(f"{seed} {table.name}")  # its own, so that another table changes nothing here
            tables[table.name] = _write(table, sizes, known, chance, place)
        editions = pq.read_table(place / "editions.parquet", columns=["edition_id", "number"]).to_pylist()
        manifest = {
            "format": FORMAT,
            "stamp": AS_OF.strftime("%Y%m%dT%H%M%S.%fZ"),
            "as_of": AS_OF.isoformat(),
            "simulated": CONTEXT.simulated,
            "zone": CONTEXT.zone,
            "currency": CONTEXT.currency,
            "schema": "made",
            "sealed_through": None,
            "editions": editions,
            "tables": tables,
        }
        return publish(place, manifest, folder)


def _size(table: FactTable, rows: int) -> int:
    return 4 if table.is_open else rows


def _compared(registry: Registry) -> dict[str, list[str]]:
    """Per column, the texts that some measure or analysis compares it with."""
    found: dict[str, set[str]] = {}
    for measure in (*measures().values(), *analyses().values()):
        for node in measure.query.find_all(exp.EQ, exp.NEQ, exp.In):
            texts = {literal.name for literal in node.find_all(exp.Literal) if literal.is_string}
            for column in node.find_all(exp.Column):
                found.setdefault(column.name, set()).update(texts)
    return {name: sorted(texts) for name, texts in found.items()}


def _write(
    table: FactTable, sizes: dict[str, int], known: dict[str, list[str]], chance: random.Random, place: Path
) -> dict[str, Any]:
    plain = _fixed(table)
    if plain is None:
        read = {column.name: _column(column, table, sizes, known, chance) for column in table.read}
        plain = pa.table({name: pa.array(values, ARROW[_type(table, name)]) for name, values in read.items()})
    size = plain.num_rows
    arrays = [
        plain[column.name] if column.derived is None else column.derived(plain, CONTEXT) for column in table.columns
    ]
    whole = pa.table(arrays, schema=schema_of(table))
    files = []
    for part, start in enumerate(range(0, size, max(1, size // 2 + 1))):  # two files, as a table that grows has
        path = place / (f"{table.name}.parquet" if part == 0 else f"{table.name}.{part}.parquet")
        rows = whole.slice(start, size // 2 + 1)
        pq.write_table(rows, path, compression="zstd")
        files.append(
            {"name": path.name, "rows": rows.num_rows, "bytes": path.stat().st_size, "sha256": digest(path)}
        )  # fmt: skip
    return {"rows": size, "shape": "made", "through": None, "fingerprint": None, "files": files}


def _fixed(table: FactTable) -> pa.Table | None:
    """The rows of a table that reads no records, such as the days of the calendar; None of all others."""
    if not table.sql:  # comes by bulk import alone
        return None
    statement = parse_one(table.sql, dialect="postgres")
    try:
        found = duckdb.connect(":memory:").sql(statement.sql("duckdb")).to_arrow_table()
    except duckdb.CatalogException:
        return None
    return found.cast(pa.schema([(column.name, ARROW[column.type]) for column in table.read]))


def _type(table: FactTable, name: str) -> Any:
    return next(column.type for column in table.columns if column.name == name)


def _column(
    column: Column, table: FactTable, sizes: dict[str, int], known: dict[str, list[str]], chance: random.Random
) -> list[Any]:
    size = sizes[table.name]
    if column.name == table.key and not column.ref:
        return list(range(1, size + 1)) if column.type == "integer" else [f"{number:09}" for number in range(size)]
    most = sizes.get(column.ref.partition(".")[0], 0)
    texts = known.get(column.name, [])
    return [None if chance.random() < NULLS else _value(column, most, texts, chance) for _ in range(size)]


def _value(column: Column, most: int, texts: list[str], chance: random.Random) -> Any:  # noqa: PLR0911 (a line a type)
    match column.type:
        case "integer":
            return chance.randint(1, most) if most else chance.choice([0, 0, 1, 2, 3, 7, chance.randint(-5, 400)])
        case "text":
            return chance.choice(texts if texts and chance.random() < 0.8 else WORDS)
        case "decimal":
            return chance.choice(AMOUNTS) if chance.random() < 0.3 else Decimal(chance.randint(-(10**6), 10**8)) / 100
        case "rate":
            return chance.choice(RATES)
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return (
                chance.choice(DAYS) if chance.random() < 0.2 else date(2024, 1, 1) + timedelta(chance.randint(0, 830))
            )
        case "timestamp":
            moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=chance.randint(0, 830 * 86_400 * 10**6))
            return (chance.choice(INSTANTS) if chance.random() < 0.2 else moment).replace(tzinfo=None)
    raise AssertionError(column.type)

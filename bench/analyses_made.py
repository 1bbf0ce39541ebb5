"""A snapshot of generated records, written by DuckDB as Parquet: touches by month, as an import leaves them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = AS_OF.strftime("%Y%m%dT%H%M%S.%fZ")
MONTHS = 24
PICK = "CREATE MACRO pick(i, salt, n) AS (hash(i * 1000003 + salt) % n)::BIGINT"

LEADS = """
SELECT i AS lead_id, pick(i, 1, {accounts}) + 1 AS account_id, pick(i, 2, 40) + 1 AS territory_id,
    ['A', 'B', 'C'][1 + pick(i, 3, 3)] AS level, 'deliver' AS verdict,
    CASE WHEN pick(i, 4, 20) = 0 THEN 'not_a_lead' ELSE 'delivered' END AS status,
    CASE WHEN delivered AND pick(i, 6, 5) = 0 THEN 'Too early' END AS rejection_reason,
    received AS received_at, received::DATE AS received_on,
    CASE WHEN delivered THEN received + INTERVAL 2 HOUR END AS delivered_at,
    CASE WHEN delivered THEN (received + INTERVAL 2 HOUR)::DATE END AS delivered_on,
    CASE WHEN tried THEN received + INTERVAL 2 HOUR + to_minutes(pick(i, 8, 6000)) END AS first_attempt_at,
    CASE WHEN tried THEN (received + INTERVAL 2 HOUR + to_minutes(pick(i, 8, 6000)))::DATE END AS first_attempt_on,
    CASE WHEN delivered AND pick(i, 9, 10) > 1 THEN (received + to_days(pick(i, 10, 12)::INTEGER))::DATE END
        AS answered_on,
    CASE WHEN delivered AND pick(i, 6, 5) = 0 THEN received + to_days(pick(i, 10, 12)::INTEGER) END AS rejected_at,
    CASE WHEN converted THEN (received + to_days(pick(i, 12, 120)::INTEGER))::DATE END AS converted_on,
    CASE WHEN converted AND pick(i, 13, 3) = 0 THEN
        (received + to_days((pick(i, 12, 120) + pick(i, 14, 200))::INTEGER))::DATE END AS won_on
FROM (SELECT i, TIMESTAMP '2024-11-22' + to_minutes(pick(i, 5, 1051200)) AS received,
        pick(i, 15, 10) < 6 AS delivered, pick(i, 15, 10) < 5 AND pick(i, 16, 10) > 0 AS tried,
        pick(i, 15, 10) < 2 AND pick(i, 6, 5) > 0 AS converted
    FROM range(1, {leads} + 1) AS numbers(i)) AS made
"""
OPPORTUNITIES = """
SELECT i AS opportunity_id, pick(i, 21, {accounts}) + 1 AS account_id, pick(i, 22, 40) + 1 AS territory_id,
    opened AS opened_on, CASE WHEN closes > DATE '2026-11-22' THEN 'open'
        WHEN pick(i, 24, 3) = 0 THEN 'won' ELSE 'lost' END AS outcome,
    CASE WHEN closes <= DATE '2026-11-22' THEN closes END AS closed_on
FROM (SELECT i, DATE '2024-11-22' + pick(i, 23, 730)::INTEGER AS opened,
        DATE '2024-11-22' + (pick(i, 23, 730) + 20 + pick(i, 25, 150))::INTEGER AS closes
    FROM range(1, {opportunities} + 1) AS numbers(i)) AS made
"""
CHANGES = """
SELECT row_number() OVER () AS stage_change_id, o.opportunity_id, o.territory_id,
    ['discovery', 'project', 'proposal', 'negotiation'][1 + s] AS stage,
    o.opened_on + INTERVAL 9 HOUR + to_days((s * (3 + pick(o.opportunity_id, 30 + s, 9)))::INTEGER) AS happened_at,
    (o.opened_on + to_days((s * (3 + pick(o.opportunity_id, 30 + s, 9)))::INTEGER))::DATE AS happened_on
FROM read_parquet('{folder}/opportunities.parquet') AS o, range(0, 4) AS stages(s)
WHERE o.opened_on + to_days((s * (3 + pick(o.opportunity_id, 30 + s, 9)))::INTEGER) < DATE '2026-11-22'
"""
ORDERS = """
SELECT i AS order_id, account AS account_id, pick(account, 41, 40) + 1 AS territory_id,
    DATE '2024-11-22' + pick(i, 42, 730)::INTEGER AS ordered_on, amount, 'EUR' AS currency, amount AS amount_company
FROM (SELECT i, pick(i, 43, 1 + pick(i, 44, {accounts})) + 1 AS account,
        ((pick(i, 45, 100000) - 3000)::DECIMAL(28, 2) / 10)::DECIMAL(28, 2) AS amount
    FROM range(1, {orders} + 1) AS numbers(i)) AS made
"""
TOUCHES = """
SELECT i AS touch_id, pick(i, 51, {accounts}) + 1 AS account_id, pick(i, 52, 1000000) AS person_id,
    pick(i, 53, 500) + 1 AS communication_id, pick(pick(i, 51, {accounts}) + 1, 41, 40) + 1 AS territory_id,
    ['email', 'phone', 'visit', 'fair', 'web'][1 + pick(i, 54, 5)] AS channel,
    CASE WHEN pick(i, 55, 3) = 0 THEN 'inbound' ELSE 'outbound' END AS direction,
    happened AS happened_at, happened::DATE AS happened_on
FROM (SELECT i, DATE '{month}' + to_seconds(pick(i, 56, {seconds})) AS happened
    FROM range({first}, {last}) AS numbers(i)) AS made
"""


def made(folder: Path, *, touches: int, leads: int) -> "object":
    """The current snapshot of a folder; a fifth as many opportunities and orders thrice as many as those."""
    sizes = {"leads": leads, "accounts": leads // 2, "opportunities": leads // 5, "orders": leads * 3 // 5}
    with _Making(folder) as making:
        parts = {"leads": LEADS, "opportunities": OPPORTUNITIES, "stage_changes": CHANGES, "orders": ORDERS}
        for name, query in parts.items():
            making.write(name, query.format(**sizes, folder=making.place), f"{name}.parquet")
        each = touches // MONTHS
        for month in range(MONTHS):
            year, number = divmod(2024 * 12 + 11 + month, 12)
            start = datetime(year, number + 1, 1, tzinfo=UTC)
            end = datetime(year + (number == 11), number % 11 + 1 if number == 11 else number + 2, 1, tzinfo=UTC)
            first = month * each + 1
            text = TOUCHES.format(
                **sizes, month=f"{start:%Y-%m-%d}", seconds=int((end - start).total_seconds()), first=first,
                last=first + each,
            )  # fmt: skip
            making.write("touches", text, f"touches.{start:%Y-%m}.parquet")
    return _finished(making.place)


def snapshot_of(folder: Path, parts: Mapping[str, str], **sizes: int) -> "object":
    """The current snapshot of a folder, of the tables that queries make, one after the other; the others are empty."""
    with _Making(folder) as making:
        for name, query in parts.items():
            making.write(name, query.format(**sizes, folder=making.place), f"{name}.parquet")
    return _finished(making.place)


class _Making:
    """A place for tables, and DuckDB to make them."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / STAMP

    def __enter__(self) -> "_Making":
        self.place.mkdir()
        self.database = duckdb.connect()
        self.database.execute(PICK)
        return self

    def __exit__(self, *problem: object) -> None:
        self.database.close()

    def write(self, name: str, query: str, path: str) -> None:
        """The rows of a query as a table; columns that it does not give are null."""
        from samebook.numbers.snapshot.columns import schema_of
        from samebook.numbers.tables import registry

        held = {column.name for column in registry.table(name).columns}
        given = {row[0] for row in self.database.execute(f"DESCRIBE {query}").fetchall()}
        assert given <= held, (name, given - held)
        types = {field.name: _type(field.type) for field in schema_of(registry.table(name))}
        columns = ", ".join(
            f"{column}::{kind} AS {column}" if column in given else f"NULL::{kind} AS {column}"
            for column, kind in types.items()
        )
        copy = f"COPY (SELECT {columns} FROM ({query})) TO '{self.place / path}' (FORMAT parquet, COMPRESSION zstd)"
        self.database.execute(copy)


def _finished(place: Path) -> "object":
    """Every other table without rows, and what the tables are."""
    from samebook.numbers.snapshot.columns import schema_of
    from samebook.numbers.snapshot.store import FORMAT, Snapshot
    from samebook.numbers.tables import registry

    entries = {}
    for name, declared in registry.tables.items():
        if not list(place.glob(f"{name}.*parquet")):
            schema = schema_of(declared)
            pq.write_table(pa.table({each.name: [] for each in schema}, schema=schema), place / f"{name}.parquet")
        files = [_file(path) for path in sorted(place.glob(f"{name}.*parquet"))]
        entries[name] = {"rows": sum(file["rows"] for file in files), "files": files}
    manifest = {
        "format": FORMAT, "stamp": STAMP, "as_of": AS_OF.isoformat(), "zone": "UTC", "currency": "EUR",
        "simulated": True, "sealed_through": None, "editions": [], "tables": entries,
    }  # fmt: skip
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (place.parent / "current").write_text(STAMP, "ascii")
    return Snapshot(place)


def _file(path: Path) -> dict[str, object]:
    return {"name": path.name, "rows": pq.read_metadata(path).num_rows, "bytes": path.stat().st_size, "sha256": ""}


def _type(kind: pa.DataType) -> str:
    names = {
        pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN", pa.date32(): "DATE",
        pa.timestamp("us"): "TIMESTAMP", pa.decimal128(28, 2): "DECIMAL(28, 2)", pa.decimal128(18, 8): "DECIMAL(18, 8)",
    }  # fmt: skip
    return names[kind]

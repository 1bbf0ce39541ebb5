"""A snapshot made of rows, without records: what engines read, and no more."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samebook.numbers.snapshot.columns import schema_of
from samebook.numbers.snapshot.store import FORMAT, Snapshot, digest
from samebook.numbers.tables import registry

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def written(
    folder: Path, tables: Rows, *, at: datetime, zone: str = "Europe/Berlin", currency: str = "EUR"
) -> Snapshot:
    """The current snapshot of a folder: the rows given, every other table empty; a column not named is null."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}000000Z"
    place = folder / stamp
    place.mkdir(parents=True)
    entries = {}
    for name, table in registry.tables.items():
        schema, rows = schema_of(table), list(tables.get(name, ()))
        columns = {field.name: [row.get(field.name) for row in rows] for field in schema}
        assert not (odd := {key for row in rows for key in row} - set(columns)), (name, odd)
        path = place / f"{name}.parquet"
        pq.write_table(pa.table(columns, schema=schema), path)
        file = {"name": path.name, "rows": len(rows), "bytes": path.stat().st_size, "sha256": digest(path)}
        entries[name] = {"rows": len(rows), "files": [file]}
    manifest = {
        "format": FORMAT, "stamp": stamp, "as_of": at.isoformat(), "zone": zone, "currency": currency,
        "simulated": True, "sealed_through": None, "editions": [], "tables": entries,
    }  # fmt: skip
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "current").write_text(stamp, "ascii")
    return Snapshot(place)

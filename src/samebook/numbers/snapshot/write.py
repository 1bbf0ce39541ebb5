"""Taking a snapshot: read every fact table at one instant, write Parquet beside it, publish."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.backends.base.base import BaseDatabaseWrapper

from samebook.kernel.refusals import Refused
from samebook.numbers.snapshot.columns import read_lines, schema_of
from samebook.numbers.snapshot.linked import link, link_history
from samebook.numbers.snapshot.read import chunks_of, fingerprint_at, one_view
from samebook.numbers.snapshot.store import FORMAT, Snapshot, building, current, digest, flush, publish
from samebook.numbers.tables import Context, FactTable, Registry

MOST_PARTS = 32
WAITING = 2
Progress = Callable[[str, int], None]
Entry = dict[str, Any]


def take_snapshot(
    connection: BaseDatabaseWrapper,
    registry: Registry,
    folder: Path,
    *,
    at: datetime,
    progress: Progress = lambda table, rows: None,
) -> Snapshot:
    """Write the records as they are now to a new snapshot and make it the current one.

    Args:
        at: The as-of time it will carry; now, read just before the call.
        progress: Told the table and how many of its rows were written, every so often.

    Raises:
        Refused: ``numbers.snapshot_running``; ``numbers.bad_value``, a value not of its column's type.
    """
    before = current(folder)
    with building(folder) as place:
        with one_view(connection), ThreadPoolExecutor(1) as beside:
            context = registry.context()
            words = {name: dict(read(at)) for name, read in registry.words.items()}
            sources = [_Source(connection, table, context, place, progress) for table in registry.tables.values()]
            written = {source.table.name: source.write(before, beside) for source in sources}
            linked = {table.name: link_history(table, place) for table in registry.tables.values() if table.bulk}
            tables = {name: _with(entry.result(), linked.get(name, [])) for name, entry in written.items()}
        return publish(place, _manifest(at, context, registry, tables, place) | {"words": words}, folder)


def schema_version(registry: Registry) -> str:
    """A short hash of every table and column, their types and meanings: a new one means other files."""
    return _hash(*(_shape(table) for table in registry.tables.values()))


@dataclass(slots=True)
class _Source:
    """One table on its way from the records to its files."""

    connection: BaseDatabaseWrapper
    table: FactTable
    context: Context
    place: Path
    progress: Progress
    through: int | None = None
    fingerprint: str | None = None
    files: list[Entry] = field(default_factory=list)
    rows: int = 0

    def write(self, before: Snapshot | None, beside: ThreadPoolExecutor) -> "Future[Entry]":
        """Read the table, and leave the typing and writing to the thread beside, which may still be at it afterwards.

        Reading spends its time in the database, so that the two go on at once; the last rows of one table are written
        while the next one is read.
        """
        if before is not None and self.table.grows_by:
            self._keep(before)
        name = f"{self.table.name}.parquet" if not self.files else f"{self.table.name}.{len(self.files)}.parquet"
        path = self.place / name
        writer = pq.ParquetWriter(path, schema_of(self.table), compression="zstd", compression_level=1)
        waiting: deque[Future[None]] = deque()
        for lines in chunks_of(self.connection, self.table, after=self.through) if self.table.sql else ():
            waiting.append(beside.submit(self._write_chunk, writer, lines))
            if len(waiting) > WAITING:
                waiting.popleft().result()
        return beside.submit(self._end, writer, path, waiting)

    def _keep(self, before: Snapshot) -> None:
        """Take over the files of an append-only table, if they still are the beginning of what the records hold."""
        old: Entry | None = before.manifest["tables"].get(self.table.name)
        if old is None or old["shape"] != _shape(self.table) or old["through"] is None:
            return
        if fingerprint_at(self.connection, self.table, old["through"]) != old["fingerprint"]:
            return
        if len(old["files"]) > MOST_PARTS:
            return
        for file in old["files"]:
            link(before.folder / file["name"], self.place / file["name"])
        self.files, self.through, self.fingerprint = list(old["files"]), old["through"], old["fingerprint"]

    def _write_chunk(self, writer: pq.ParquetWriter, lines: bytes) -> None:
        chunk = self._parse(lines)
        writer.write_table(chunk)
        self._follow(chunk)
        self.rows += chunk.num_rows
        self.progress(self.table.name, self.rows)

    def _end(self, writer: pq.ParquetWriter, path: Path, written: "deque[Future[None]]") -> Entry:
        """Close the file and say what the table has, once its chunks are written; raises what one of them raised."""
        for chunk in written:
            chunk.result()
        writer.close()
        if self.rows == 0 and self.files:
            path.unlink()
        else:
            path.chmod(0o400)
            flush(path)
            told = {"name": path.name, "rows": self.rows, "bytes": path.stat().st_size, "sha256": digest(path)}
            self.files.append(told)
        return {
            "rows": sum(file["rows"] for file in self.files),
            "shape": _shape(self.table),
            "through": self.through,
            "fingerprint": self.fingerprint,
            "files": self.files,
        }

    def _parse(self, lines: bytes) -> pa.Table:
        try:
            rows = read_lines(lines, self.table)
        except pa.ArrowInvalid as problem:
            message = f"The records of {self.table.name} hold a value that does not fit: {problem}"
            raise Refused("numbers.bad_value", message) from problem
        arrays = [
            rows[column.name] if column.derived is None else column.derived(rows, self.context)
            for column in self.table.columns
        ]
        return pa.table(arrays, schema=schema_of(self.table))

    def _follow(self, chunk: pa.Table) -> None:
        if not self.table.grows_by or chunk.num_rows == 0:
            return
        self.through = int(pc.max(chunk[self.table.grows_by]).as_py())
        if self.table.fingerprint:
            self.fingerprint = str(chunk[self.table.fingerprint][-1].as_py())


def _manifest(at: datetime, context: Context, registry: Registry, tables: dict[str, Entry], place: Path) -> Entry:
    told = [table for table in registry.tables.values() if table.in_manifest]
    grown = [tables[table.name]["through"] for table in registry.tables.values() if table.grows_by]
    return {
        "format": FORMAT,
        "stamp": at.strftime("%Y%m%dT%H%M%S.%fZ"),
        "as_of": at.isoformat(),
        "simulated": context.simulated,
        "zone": context.zone,
        "currency": context.currency,
        "schema": schema_version(registry),
        "sealed_through": next((through for through in grown if through is not None), None),
        **{table.name: _rows(place, tables[table.name]) for table in told},
        "tables": tables,
    }


def _with(entry: Entry, linked: list[Entry]) -> Entry:
    """What is said of a table, with its files of history."""
    return {**entry, "rows": entry["rows"] + sum(file["rows"] for file in linked), "files": entry["files"] + linked}


def _rows(place: Path, entry: Entry) -> list[Entry]:
    rows = pa.concat_tables([pq.read_table(place / file["name"]) for file in entry["files"]]).to_pylist()
    return [{name: value if _plain(value) else value.isoformat() for name, value in row.items()} for row in rows]


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | bool)


def _shape(table: FactTable) -> str:
    return _hash(table.name, table.sql, *(f"{column.name} {column.type}" for column in table.columns))


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]

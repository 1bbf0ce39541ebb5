"""Rows on their way: by month, in parts of some million rows, each kept whole or not at all.

A part is a folder that gets its name when everything in it is on the disk. An import that was broken off goes on
after its last part.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from samebook.numbers.history import identity
from samebook.numbers.history.preparing import Prepared
from samebook.numbers.history.reading import Place
from samebook.numbers.snapshot.store import flush

GROUP_ROWS = 1 << 17
"""Rows of a month that are written at once."""
PARQUET: dict[str, Any] = {"compression": "snappy"}
"""Half the time of zstd for a sixth more bytes, and every engine reads it."""
FEW = 16
"""A column with so many rows to each value is written by a dictionary."""


@dataclass(slots=True)
class Counts:
    """What became of rows so far."""

    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    not_found: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        self.read += other.read
        self.refused += other.refused
        self.not_found += other.not_found


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part.

    ``keys`` holds the identities in the order of their buckets, ``places`` the row of the part that each is of,
    ``starts`` where each bucket begins. ``month_rows(…)`` gives the rows of the part that stand in a month's file.
    """

    folder: Path
    rows: int
    months: tuple[int, ...]
    end: Place
    counts: Counts

    def keys(self) -> npt.NDArray[np.uint64]:
        found: npt.NDArray[np.uint64] = np.load(self.folder / "keys.npy", mmap_mode="r")
        return found

    def places(self) -> npt.NDArray[np.uint32]:
        found: npt.NDArray[np.uint32] = np.load(self.folder / "places.npy", mmap_mode="r")
        return found

    def starts(self) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = np.load(self.folder / "starts.npy")
        return found

    def month_rows(self, month: int) -> npt.NDArray[np.uint32]:
        return np.fromfile(self.folder / f"{month}.rows", np.uint32)

    def file(self, month: int) -> Path:
        return self.folder / f"{month}.parquet"

    @property
    def refused(self) -> Path:
        return self.folder / "refused.csv"


def parts_of(folder: Path) -> list[Part]:
    """The finished parts of an import, in order; what was not finished is taken away."""
    for broken in folder.glob("*.open"):
        shutil.rmtree(broken)
    return [_read(path) for path in sorted(folder.glob("part-*"))]


def _read(path: Path) -> Part:
    told = json.loads((path / "told.json").read_text("utf-8"))
    counts = Counts(told["read"], Counter(told["refused"]), Counter(told["not_found"]))
    return Part(path, told["rows"], tuple(told["months"]), Place(**told["end"]), counts)


class Writer:
    """Writes one part; ``finish`` gives it its name.

    Args:
        folder: Of the import.
        number: Of the part.
        buffered: Rows that may wait for others of their month in memory.
    """

    def __init__(self, folder: Path, number: int, schema: pa.Schema, buffered: int) -> None:
        self._path = folder / f"part-{number:05}"
        self._open = folder / f"part-{number:05}.open"
        self._open.mkdir(mode=0o700)
        self._schema = schema
        self._buffered = buffered
        self._writers: dict[int, pq.ParquetWriter] = {}
        self._rows_files: dict[int, Any] = {}
        self._few: list[str] = []
        self._waiting: dict[int, list[pa.Table]] = {}
        self._identities: list[identity.Numbers] = []
        self._refused: csv.CSVWriter | None = None
        self._counts = Counts()
        self._end = Place()
        self.rows = 0

    def add(self, prepared: Prepared) -> None:
        """Keep a batch; batches come in the order of their files."""
        places = np.arange(self.rows, self.rows + len(prepared.months), dtype=np.uint32)
        for month, rows, table in _by_month(prepared, places):
            if month not in self._rows_files:
                self._rows_files[month] = (self._open / f"{month}.rows").open("wb")
            rows.tofile(self._rows_files[month])
            self._waiting.setdefault(month, []).append(table)
            if sum(one.num_rows for one in self._waiting[month]) >= GROUP_ROWS:
                self._write(month)
        while sum(one.num_rows for tables in self._waiting.values() for one in tables) > self._buffered:
            self._write(max(self._waiting, key=lambda month: sum(one.num_rows for one in self._waiting[month])))
        self._identities.append(prepared.identities)
        self._set_aside(prepared.refused)
        read = prepared.batch.table.num_rows + len(prepared.batch.broken)
        self._counts.add(Counts(read, prepared.reasons, prepared.not_found))
        self._end = prepared.batch.end
        self.rows += len(prepared.months)

    def finish(self) -> Part:
        """Close the part: everything is on the disk, then it has its name."""
        for month in list(self._waiting):
            self._write(month)
        months = sorted(self._writers)
        for writer in self._writers.values():
            writer.close()
        for file in self._rows_files.values():
            file.close()
        if self._refused is not None:
            self._refused.close()
        self._keys()
        counts = {"read": self._counts.read, "refused": self._counts.refused, "not_found": self._counts.not_found}
        told = {"rows": self.rows, "months": months, "end": asdict(self._end), **counts}
        (self._open / "told.json").write_text(json.dumps(told), "utf-8")
        for path in self._open.iterdir():
            flush(path)
        flush(self._open)
        self._open.rename(self._path)
        flush(self._path.parent)
        return _read(self._path)

    def abandon(self) -> None:
        """Leave everything as it is; the next run takes it away."""
        for file in self._rows_files.values():
            file.close()

    def _write(self, month: int) -> None:
        rows = pa.concat_tables(self._waiting.pop(month))
        if not self._writers:
            self._few = [name for name in rows.column_names if pc.count_distinct(rows[name]).as_py() * FEW < len(rows)]
        if month not in self._writers:
            path = self._open / f"{month}.parquet"
            self._writers[month] = pq.ParquetWriter(path, self._schema, use_dictionary=self._few, **PARQUET)
        self._writers[month].write_table(rows)

    def _set_aside(self, refused: pa.Table | None) -> None:
        if refused is None or refused.num_rows == 0:
            return
        if self._refused is None:
            options = csv.WriteOptions(include_header=False)
            self._refused = csv.CSVWriter(self._open / "refused.csv", refused.schema, write_options=options)
        self._refused.write_table(refused)

    def _keys(self) -> None:
        keys = np.concatenate([np.empty(0, np.uint64), *self._identities])
        self._identities = []
        buckets = identity.bucket_of(keys)
        order = np.argsort(buckets, kind="stable")
        counts = np.bincount(buckets, minlength=identity.BUCKETS)
        np.save(self._open / "keys.npy", keys[order])
        np.save(self._open / "places.npy", order.astype(np.uint32))
        np.save(self._open / "starts.npy", np.concatenate([[0], np.cumsum(counts)]))


def _by_month(
    prepared: Prepared, places: npt.NDArray[np.uint32]
) -> Iterator[tuple[int, npt.NDArray[np.uint32], pa.Table]]:
    months = prepared.months
    if months.size == 0:
        return
    if (months == months[0]).all():
        yield int(months[0]), places, prepared.rows
        return
    order = np.argsort(months.astype(np.int16), kind="stable")
    sorted_months = months[order]
    starts = np.flatnonzero(np.r_[True, sorted_months[1:] != sorted_months[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], months.size], strict=True):
        # Taken month by month, so that a few rows that wait for others do not keep the whole batch in memory.
        mine = order[start:end]
        yield int(sorted_months[start]), places[mine], prepared.rows.take(pa.array(mine))

"""Files of history as batches of rows: CSV (also packed) and Parquet, strictly, in bounded memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from samebook.kernel.refusals import Refused

BLOCK = 4 << 20
"""Bytes of CSV that are parsed at once."""
TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
PLAIN = (pa.types.is_integer, pa.types.is_boolean, pa.types.is_date, pa.types.is_timestamp, pa.types.is_decimal)


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """One file, and which of its columns says what.

    Attributes:
        columns: Column of the file → field of the table.
        encoding: Of a CSV file; "" for Parquet.
    """

    path: Path
    columns: Mapping[str, str]
    encoding: str = ""
    delimiter: str = ","

    @property
    def is_parquet(self) -> bool:
        return not self.encoding


@dataclass(frozen=True, slots=True)
class Place:
    """How far the files have been read: so many rows of the file of this number."""

    file: int = 0
    rows: int = 0


@dataclass(slots=True)
class Batch:
    """Rows that follow each other in a file.

    Attributes:
        table: A column for each mapped field; text in CSV, as they are typed in Parquet.
        numbers: The row of the file that each is; in CSV the header is row 1, in Parquet the first row is.
        broken: Rows that have another number of cells than the header: number, cells, text.
        end: Where the next batch begins.
    """

    file: HistoryFile
    table: pa.Table
    numbers: npt.NDArray[np.int64]
    end: Place
    broken: list[tuple[int, int, str]] = field(default_factory=list)


def header_of(path: Path) -> list[str]:
    """The columns of a Parquet file.

    Raises:
        Refused: ``history.unreadable``, also for one that was cut short.
    """
    return list(_opened(path).schema_arrow.names)


def rows_in(files: Sequence[HistoryFile]) -> int | None:
    """How many rows there are; None where a file does not say."""
    if any(not one.is_parquet for one in files):
        return None
    return sum(int(_opened(one.path).metadata.num_rows) for one in files)


def batches(files: Sequence[HistoryFile], start: Place, size: int) -> Iterator[Batch]:
    """Every row from ``start`` on, about ``size`` at a time.

    Raises:
        Refused: ``history.unreadable``, ``history.encoding``, ``history.column_type``.
    """
    for number in range(start.file, len(files)):
        skip = start.rows if number == start.file else 0
        read = _from_parquet if files[number].is_parquet else _from_csv
        yield from read(files[number], number, skip, size)


def _from_parquet(file: HistoryFile, number: int, skip: int, size: int) -> Iterator[Batch]:
    opened = _opened(file.path)
    _check_types(file, opened.schema_arrow)
    first, groups = 0, list(range(opened.metadata.num_row_groups))
    while groups and first + opened.metadata.row_group(groups[0]).num_rows <= skip:
        first += opened.metadata.row_group(groups.pop(0)).num_rows
    done = first
    try:
        for record in opened.iter_batches(size, row_groups=groups, columns=list(file.columns)):
            rows = record.num_rows
            if done + rows > skip:
                drop = max(0, skip - done)
                kept = pa.Table.from_batches([record.slice(drop)]).select(list(file.columns))
                numbers = np.arange(done + drop + 1, done + rows + 1)
                table = kept.rename_columns([file.columns[name] for name in kept.column_names])
                yield Batch(file, table, numbers, Place(number, done + rows))
            done += rows
    except (OSError, pa.ArrowException) as problem:
        raise _unreadable(file.path, f"after row {done:,}: {_line(problem)}") from None


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as problem:
        raise _unreadable(path, f"It is no whole Parquet file ({_line(problem)}).") from None


def _check_types(file: HistoryFile, schema: pa.Schema) -> None:
    for name in file.columns:
        kind = schema.field(name).type
        inner = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not any(fits(inner) for fits in (*TEXTS, *PLAIN, pa.types.is_floating, pa.types.is_null)):
            message = f"{file.path.name}: the column “{name[:60]}” holds {str(kind)[:60]}, which is no single value."
            raise Refused("history.column_type", message, "file")


def _from_csv(file: HistoryFile, number: int, skip: int, size: int) -> Iterator[Batch]:
    broken: list[tuple[int, int, str]] = []

    def keep(row: Any) -> str:
        broken.append((int(row.number), int(row.actual_columns), str(row.text)))
        return "skip"

    done, waiting, seen = 0, [], 0
    try:
        with _bytes(file.path) as stream:
            reader = csv.open_csv(
                stream,
                read_options=csv.ReadOptions(use_threads=False, block_size=BLOCK, encoding=file.encoding),
                parse_options=csv.ParseOptions(
                    delimiter=file.delimiter, newlines_in_values=True, invalid_row_handler=keep
                ),
                convert_options=csv.ConvertOptions(
                    include_columns=list(file.columns),
                    column_types=dict.fromkeys(file.columns, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for record in reader:
                waiting.append(record)
                seen += record.num_rows
                if seen >= size:
                    batch = _batch(file, number, done, waiting, broken)
                    done, waiting, seen = batch.end.rows, [], 0
                    if batch.end.rows > skip:
                        yield batch
        if waiting or broken:
            batch = _batch(file, number, done, waiting, broken)
            if batch.end.rows > skip:
                yield batch
    except (OSError, EOFError, pa.ArrowException, UnicodeError) as problem:
        raise _csv_refused(file, done, problem) from None


def _batch(
    file: HistoryFile, number: int, done: int, records: list[pa.RecordBatch], broken: list[tuple[int, int, str]]
) -> Batch:
    """The rows read since ``done``; broken rows stand between them, each with its number."""
    table = pa.Table.from_batches(records).combine_chunks() if records else None
    rows = table.num_rows if table is not None else 0
    numbers = _numbered(done + 2, rows, [row[0] for row in broken], all_of_them=not records)
    end = int(numbers[-1]) if rows else max(row[0] for row in broken)
    mine = [row for row in broken if row[0] <= end]
    del broken[: len(mine)]
    if table is None:
        table = pa.table({name: pa.array([], pa.string()) for name in file.columns})
    table = table.rename_columns([file.columns[name] for name in table.column_names])
    return Batch(file, table, numbers, Place(number, end - 1), mine)


def _numbered(first: int, rows: int, skipped: list[int], *, all_of_them: bool) -> npt.NDArray[np.int64]:
    """The numbers of so many rows from ``first`` on, none of them one that was skipped."""
    if all_of_them:
        return np.empty(0, np.int64)
    numbers = np.arange(first, first + rows + len(skipped))
    return numbers[~np.isin(numbers, np.array(skipped, np.int64))][:rows]


def _bytes(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    found: IO[bytes] = pa.input_stream(str(path), compression="gzip" if packed else None)
    return found


def _csv_refused(file: HistoryFile, done: int, problem: BaseException) -> Refused:
    said = str(problem)
    after = f"after row {done + 1:,}"
    if isinstance(problem, UnicodeError) or "UTF8" in said or "utf" in said.lower():
        message = f"{file.path.name}, {after}: bytes that are no {file.encoding}; say --encoding, such as cp1252."
        return Refused("history.encoding", message, "file")
    if "straddling" in said:
        message = f"{file.path.name}, {after}: a quote is opened and never closed, or a cell is far too long; mend it."
        return Refused("history.open_quote", message, "file")
    return _unreadable(file.path, f"{after}: {_line(problem)}")


def _unreadable(path: Path, why: str) -> Refused:
    message = f"{path.name} cannot be read {why}" if why.startswith("after") else f"{path.name}: {why}"
    return Refused("history.unreadable", f"{message} Bring a whole one; nothing of this import is seen yet.", "file")


def _line(problem: BaseException) -> str:
    lines = (str(problem) or type(problem).__name__).splitlines()
    return lines[0][:200].rstrip(".") + "."

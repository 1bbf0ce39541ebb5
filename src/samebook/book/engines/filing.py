"""Judges a file of records and writes the results: one way for all engines."""

import csv
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from samebook.book.compiling import CompiledBook
from samebook.book.engines.csv_records import CsvRecords
from samebook.book.engines.rows import RESULT_COLUMNS, Judged, OnRefused, RefusedRow, Source
from samebook.book.model import DeclaredField
from samebook.kernel.refusals import Problem, Refused

_SMALL = 5_000_000
"""Bytes below which a CSV file is judged by Python: sooner done than DuckDB is loaded."""
_KEPT = 20
_WRITTEN_BY_DUCKDB = (".csv", ".parquet")


@dataclass(frozen=True)
class Plan:
    """How a file is to be judged.

    Attributes:
        engine: ``python``, ``duckdb``, ``postgres`` or ``spark``; None for the one that is done first.
        out: A .csv, .json or .parquet file, written whole or not at all; None for standard output.
        refused: Where refused rows go with their reasons; when None a refused row stops the run.
        delimiter: Between the cells of a CSV file.
        database: Address of a PostgreSQL database, or of a Spark cluster, for these engines.
        as_json: One JSON object a line instead of CSV.
    """

    engine: str | None = None
    out: Path | None = None
    refused: Path | None = None
    delimiter: str = ","
    database: str | None = None
    as_json: bool = False


@dataclass
class Outcome:
    """What a run came to.

    Attributes:
        counts: Records by verdict and level (an empty text for none).
        refused: How many rows were refused.
        problems: What was wrong with the first refused rows.
        absent: Fields that the criteria read and the file lacks.
    """

    engine: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    absent: tuple[str, ...] = ()


class RowsRefused(Refused):
    """Rows of the file are no records, and no file was named to put them into."""

    def __init__(self, path: Path, outcome: Outcome) -> None:
        what = "row is" if outcome.refused == 1 else "rows are"
        message = f"{path}: {outcome.refused:,} {what} refused, so nothing is written."
        super().__init__("judge.rows_refused", f"{message} Mend them, or set them aside with --refused FILE.")
        self.outcome = outcome


def judge_file(book: CompiledBook, records: Path, plan: Plan) -> Outcome:
    """One result for each record, in the order of the file.

    Raises:
        RowsRefused: Rows are no records and no file is named for them; nothing was written.
        Refused: The file, the engine or the output cannot be used.
    """
    source = open_records(records, book.fields, plan.delimiter)
    outcome = Outcome(_engine_for(records, plan), absent=_absent(book, source))
    with _whole(plan.out) as target, _refusals(plan.refused, source, outcome) as on_refused:
        if outcome.engine == "duckdb" and plan.out and target.suffix in _WRITTEN_BY_DUCKDB:
            from samebook.book.engines.duck import write

            outcome.counts.update(write(book, source, on_refused, target))
        else:
            results = _counted(_judged(book, source, outcome.engine, on_refused, plan.database), outcome)
            _write(results, target, source, as_json=plan.as_json or target.suffix == ".json")
        if outcome.refused and plan.refused is None:
            raise RowsRefused(records, outcome)
        if plan.out is None:
            with target.open(encoding="utf-8", newline="") as file:
                shutil.copyfileobj(file, sys.stdout)
    return outcome


def open_records(path: Path, fields: Mapping[str, DeclaredField], delimiter: str = ",") -> Source:
    """The records of a CSV or Parquet file.

    Raises:
        Refused: ``judge.file`` or ``judge.header``.
    """
    if path.suffix.lower() == ".parquet":
        from samebook.book.engines.parquet_records import ParquetRecords

        return ParquetRecords(path, fields)
    if path.suffix.lower() != ".csv":
        raise Refused("judge.file", f"{path}: records come as .csv or .parquet.")
    return CsvRecords(path, fields, delimiter)


def _engine_for(path: Path, plan: Plan) -> str:
    """The engine asked for, else the one that is done first."""
    to_parquet = plan.out is not None and plan.out.suffix == ".parquet"
    if plan.engine is None:
        small = path.suffix.lower() != ".parquet" and path.stat().st_size < _SMALL
        return "python" if small and not to_parquet else "duckdb"
    if to_parquet and plan.engine != "duckdb":
        raise Refused("judge.out", "Parquet is written by the duckdb engine; name a .csv or .json file.")
    return plan.engine


def _absent(book: CompiledBook, source: Source) -> tuple[str, ...]:
    reads = dict.fromkeys(name for condition in book.criteria.values() for name in condition.reads)
    return tuple(name for name in reads if name not in source.columns.fields)


def _judged(
    book: CompiledBook, source: Source, engine: str, on_refused: OnRefused, database: str | None
) -> Iterator[Judged]:
    if engine == "duckdb":
        from samebook.book.engines import duck

        return duck.judge(book, source, on_refused)
    if engine == "postgres":
        from samebook.book.engines import postgres

        return postgres.judge(book, source, on_refused, database)
    if engine == "spark":
        from samebook.book.engines import spark

        return spark.judge(book, source, on_refused, database)
    from samebook.book.engines import python

    return python.judge(book, source, on_refused)


def _counted(results: Iterable[Judged], outcome: Outcome) -> Iterator[Judged]:
    for result in results:
        outcome.counts[result.verdict, result.level or ""] += 1
        yield result


@contextmanager
def _refusals(path: Path | None, source: Source, outcome: Outcome) -> Iterator[OnRefused]:
    """Counts refused rows, keeps the first problems, and writes all of them to the file if there is one."""
    with _whole(path) as target, target.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "reason", *source.header])

        def on_refused(row: RefusedRow) -> None:
            outcome.refused += 1
            outcome.problems += row.problems[: _KEPT - len(outcome.problems)]
            writer.writerow([row.number, " ".join(problem.message for problem in row.problems), *row.cells])

        yield on_refused


@contextmanager
def _whole(path: Path | None) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when all went well, and vanishes when not.

    Raises:
        Refused: ``judge.out``, nothing can be written there.
    """
    suffix = path.suffix.lower() if path else ".csv"
    try:
        folder = tempfile.mkdtemp(prefix=".samebook-", dir=path.parent if path else None)
    except OSError as error:
        raise Refused("judge.out", f"{path}: {error.strerror or 'cannot be written'}.") from error
    try:
        target = Path(folder) / f"results{suffix}"
        yield target
        if path:
            target.replace(path)
    except OSError as error:
        raise Refused("judge.out", f"{path or 'standard output'}: {error.strerror or 'cannot be written'}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(results: Iterable[Judged], target: Path, source: Source, *, as_json: bool) -> None:
    with target.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        if as_json:
            _write_json(results, file, source.columns.carried)
        else:
            _write_csv(results, file, source.columns.carried)


def _write_csv(results: Iterable[Judged], file: IO[str], carried: tuple[str, ...]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["row", *carried, *RESULT_COLUMNS])
    writer.writerows(
        [row.number, *row.carried, row.verdict, row.level or "", ";".join(row.false), ";".join(row.unknown)]
        for row in results
    )


def _write_json(results: Iterable[Judged], file: IO[str], carried: tuple[str, ...]) -> None:
    for row in results:
        values = (row.number, *row.carried, row.verdict, row.level, row.false, row.unknown)
        found = dict(zip(("row", *carried, *RESULT_COLUMNS), values, strict=True))
        file.write(json.dumps(found, ensure_ascii=False) + "\n")

"""Judging records in bulk: DuckDB beside SQL written by hand for the same Book, and the Python predicate alone."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure
from bench.timing import times

FOLDER = Path(__file__).resolve().parent
BOOK = FOLDER / "twelve_criteria.yaml"
BY_HAND = FOLDER / "twelve_criteria.sql"

RECORDS = """
COPY (
    SELECT
        CASE WHEN pick(i, 1, 20) = 0 THEN NULL
            ELSE ['DE', 'AT', 'FR', 'GB', 'US', 'JP'][1 + pick(i, 2, 6)] END AS "lead.country",
        CASE WHEN pick(i, 3, 10) = 0 THEN NULL
            ELSE ['chemicals', 'food', 'paper', 'retail', 'water'][1 + pick(i, 4, 5)] END AS "account.industry",
        CASE WHEN pick(i, 5, 10) = 0 THEN NULL ELSE pick(i, 6, 2000)::BIGINT END AS "account.employees",
        CASE WHEN pick(i, 7, 5) = 0 THEN NULL
            ELSE (pick(i, 8, 12000000)::DECIMAL(28, 6) / 100)::DECIMAL(28, 6) END AS "lead.budget",
        CASE WHEN pick(i, 9, 5) = 0 THEN NULL
            ELSE DATE '2026-01-01' + pick(i, 10, 600)::INTEGER END AS "lead.project_start",
        CASE WHEN pick(i, 11, 10) = 0 THEN NULL
            ELSE ['new_plant', 'replacement', 'service', 'information'][1 + pick(i, 12, 4)] END AS "lead.need",
        TIMESTAMP '2026-01-01 08:00:00' + to_seconds(pick(i, 13, 20000000)::BIGINT) AS "lead.received_at",
        (TIMESTAMP '2026-01-01 08:00:00' + to_seconds(pick(i, 13, 20000000)::BIGINT))::DATE AS "lead.received_on",
        CASE WHEN pick(i, 14, 4) = 0 THEN NULL
            ELSE ['Head of Production', 'Buyer', 'Plant manager', 'Student'][1 + pick(i, 15, 4)] END AS "person.title",
        pick(i, 16, 50) = 0 AS "account.blocked"
    FROM range(0, {count}) AS numbers(i)
) TO '{path}' (FORMAT parquet)
"""


def measure(*, small: bool) -> Iterator[Figure]:
    """A million records against twelve criteria."""
    count = 20_000 if small else 1_000_000
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        records = Path(folder) / "records.parquet"
        _make(records, count)
        yield _engine(Path(folder), records, count, small=small)
    yield _predicate(20_000 if small else 200_000)


def _make(path: Path, count: int) -> None:
    import duckdb

    session = duckdb.connect()
    session.execute("CREATE MACRO pick(i, salt, n) AS (hash(i, salt) % n)::BIGINT")
    session.execute(RECORDS.format(count=count, path=path))


def _engine(folder: Path, records: Path, count: int, *, small: bool) -> Figure:
    """The same work from the file to the file: ours in process, and the statement by hand."""
    import duckdb

    from samebook.book.compiling import compile_book
    from samebook.book.engines.filing import Plan, judge_file
    from samebook.book.reading import read_book

    book, problems = read_book(BOOK.read_text("utf-8"))
    assert book is not None, problems
    ours, theirs = folder / "ours.parquet", folder / "hand.parquet"
    compiled = compile_book(book)
    by_hand = BY_HAND.read_text("utf-8").replace(":records", f"'{records}'").replace(":out", f"'{theirs}'")
    repeat = 3 if small else 5
    mine = times(lambda: judge_file(compiled, records, Plan(engine="duckdb", out=ours)), repeat=repeat)
    hand = times(lambda: duckdb.connect().execute(by_hand), repeat=repeat)
    command = [str(Path(sys.executable).parent / "samebook"), "judge", "--engine", "duckdb"]
    command += ["--book", str(BOOK), "--records", str(records), "--out", str(ours)]
    whole = times(lambda: subprocess.run(command, check=True, capture_output=True), repeat=3)
    _check_equal(ours, theirs)
    ratio = mine.median / hand.median
    return Figure(
        f"judge, {count:,} records × 12 criteria, DuckDB, Parquet to Parquet",
        f"median {mine}; the whole command {whole}",
        f"SQL by hand {hand}: ratio {ratio:.2f}",
        "within 2×",
        None if small else ratio <= 2,
        {"ours": mine.seconds, "by_hand": hand.seconds, "command": whole.seconds, "ratio": ratio},
    )


def _check_equal(ours: Path, theirs: Path) -> None:
    """The statement by hand must do the same work: equal results, row by row."""
    import duckdb

    columns = "verdict, level, false, unknown"
    [(differing,)] = (
        duckdb.connect()
        .execute(
            f"SELECT count(*) FROM (SELECT row_number() OVER () AS n, {columns} FROM '{ours}') a"
            f" JOIN (SELECT row_number() OVER () AS n, {columns} FROM '{theirs}') b USING (n)"
            " WHERE (a.verdict, a.level, a.false, a.unknown) IS DISTINCT FROM (b.verdict, b.level, b.false, b.unknown)"
        )
        .fetchall()
    )
    assert differing == 0, f"{differing} rows differ from the statement by hand"


def _predicate(count: int) -> Figure:
    """Records that are in memory, by the Python predicate, on one core."""
    import tempfile

    import duckdb

    from samebook.book.compiling import compile_book
    from samebook.book.reading import read_book

    book, _ = read_book(BOOK.read_text("utf-8"))
    assert book is not None
    compiled = compile_book(book)
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        path = Path(folder) / "records.parquet"
        _make(path, count)
        found = duckdb.connect().execute(f"SELECT * FROM '{path}'")
        names = [column[0] for column in found.description]
        records = [_aware(dict(zip(names, row, strict=True))) for row in found.fetchall()]

    def judge() -> None:
        for _ in compiled.verdicts(records):
            pass

    taken = times(judge, repeat=5)
    rate = count / taken.median
    worst = count / taken.worst
    full = times(lambda: [compiled.judge(record) for record in records[:20_000]], repeat=3)
    return Figure(
        f"judge, {count:,} records × 12 criteria, Python predicate, one core",
        f"{rate:,.0f} records/s (slowest of 5: {worst:,.0f})",
        f"with questions and reasons {20_000 / full.median:,.0f} records/s",
        "≥ 100,000 records/s",
        rate >= 100_000,
        {"seconds": taken.seconds, "count": count, "full_seconds": full.seconds},
    )


def _aware(record: dict[str, object]) -> dict[str, object]:
    from datetime import UTC, datetime

    return {name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for name, value in record.items()}

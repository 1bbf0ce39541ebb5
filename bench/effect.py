"""Difference in effect: two texts of twelve criteria each over a million leads, from the kept table to the report."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from typing import Any

from bench.judge import BOOK
from bench.report import Figure
from bench.timing import times

ROWS = """
COPY (
    SELECT i AS lead_id, moment, (DATE '2026-01-01' + pick(i, 20, 365)::INTEGER) AS received_day,
        pick(i, 31, {count}) AS account_id, i AS person_id,
        pick(i, 21, 40) AS territory_id, pick(i, 22, 200) AS owner_id, 1 AS edition_id,
        'nurture' AS had_verdict, NULL::VARCHAR AS had_level,
        ['web', 'fair', 'referral', 'search'][1 + pick(i, 23, 4)] AS source,
        CASE WHEN pick(i, 1, 20) = 0 THEN NULL
            ELSE ['DE', 'AT', 'FR', 'GB', 'US', 'JP'][1 + pick(i, 2, 6)] END AS "lead.country:text",
        CASE WHEN pick(i, 3, 10) = 0 THEN NULL
            ELSE ['chemicals', 'food', 'paper', 'retail', 'water'][1 + pick(i, 4, 5)] END AS "account.industry:text",
        CASE WHEN pick(i, 5, 10) = 0 THEN NULL ELSE pick(i, 6, 2000)::BIGINT END AS "account.employees:integer",
        CASE WHEN pick(i, 7 + moment, 5) = 0 THEN NULL
            ELSE (pick(i, 8 + moment, 12000000)::DECIMAL(28, 6) / 100)::DECIMAL(28, 6) END AS "lead.budget:decimal",
        CASE WHEN pick(i, 9, 5) = 0 THEN NULL
            ELSE DATE '2026-01-01' + pick(i, 10, 600)::INTEGER END AS "lead.project_start:date",
        CASE WHEN pick(i, 11, 10) = 0 THEN NULL
            ELSE ['new_plant', 'replacement', 'service', 'information'][1 + pick(i, 12, 4)] END AS "lead.need:text",
        TIMESTAMP '2026-01-01 08:00:00' + to_seconds(pick(i, 13, 20000000)::BIGINT) AS "lead.received_at:timestamp",
        (TIMESTAMP '2026-01-01 08:00:00' + to_seconds(pick(i, 13, 20000000)::BIGINT))::DATE AS "lead.received_on:date",
        CASE WHEN pick(i, 14, 4) = 0 THEN NULL
            ELSE ['Head of Production', 'Buyer', 'Plant manager', 'Student'][1 + pick(i, 15, 4)] END
            AS "person.title:text",
        pick(i, 16, 50) = 0 AS "account.blocked:boolean"
    FROM (SELECT i, 0 AS moment FROM range(0, {count}) AS a(i)
          UNION ALL SELECT i, 2 FROM range(0, {count}) AS b(i) WHERE pick(i, 30, 10) = 0) AS numbers
    ORDER BY received_day, lead_id, moment
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
"""A tenth of the leads learned something later, so they are judged twice by each text."""


def measure(*, small: bool) -> Iterator[Figure]:
    """The whole way but for reading the records, which is measured with the snapshot."""
    count = 20_000 if small else 1_000_000
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        yield _compared(Path(folder), count, small=small)


def _compared(folder: Path, count: int, *, small: bool) -> Figure:
    from samebook.config.setup import django

    django()
    from samebook.book import compile_book, content_hash, read_book
    from samebook.kernel.access import Actor
    from samebook.kernel.periods import Period
    from samebook.leads.effect.comparing import computed
    from samebook.leads.effect.rules import Side, reads
    from samebook.leads.effect.table import Records

    def side(text: str) -> Side:
        book, problems = read_book(text)
        assert book is not None, problems
        return Side(text.split("title:")[1].split("\n", maxsplit=1)[0], content_hash(text), compile_book(book))

    text = BOOK.read_text("utf-8")
    other = text.replace("title: Twelve", "title: Other twelve").replace(">= 50000", ">= 30000")
    assert other != text.replace("title: Twelve", "title: Other twelve")
    before, after = side(text), side(other)
    path = folder / "records.parquet"
    _make(path, count)
    table = Records(path, datetime.now(UTC), reads(before.book) | reads(after.book), simulated=True)
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    found: dict[str, Any] = {}

    def compare() -> None:
        found.update(computed(Actor.system("bench"), before, after, year, table, rows_to=folder / "rows.parquet"))

    repeat = 3 if small else 5
    busy = process_time()
    taken = times(compare, repeat=repeat)
    busy = (process_time() - busy) / (repeat + 1)
    assert found["leads"] == count
    return Figure(
        f"difference in effect, {count:,} leads × 12 criteria × 2 texts, table to report",
        f"median {taken}; {busy:.1f} s of processor each",
        f"{found['changed']:,} leads differ; {count // 10:,} judged again by what became known later",
        "under 5 s",
        None if small else taken.worst < 5,
        {"seconds": taken.seconds, "count": count, "changed": found["changed"]},
    )


def _make(path: Path, count: int) -> None:
    import duckdb

    session = duckdb.connect()
    session.execute("CREATE MACRO pick(i, salt, n) AS (hash(i, salt) % n)::BIGINT")
    session.execute(ROWS.format(count=count, path=path))

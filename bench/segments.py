"""Segments: a nested one over ten million people with do-not-contact applied, counted and its members written."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from bench.report import Figure
from bench.timing import times

BOOK = """\
samebook: 1
title: Segments
fields:
  account.industry: {type: text}
  account.employees: {type: integer}
  account.country: {type: text}
  person.title: {type: text}
  person.function: {type: text, choices: [production, purchasing, quality, management]}
  person.since: {type: date}
segments:
  process_industry:
    when: account.industry in ('chemicals', 'food', 'paper') and account.employees > 200
  our_market:
    when: in_segment('process_industry') and account.country in ('DE', 'AT', 'FR', 'GB')
  who_decides:
    when: in_segment('our_market') and (person.function in ('production', 'management') or person.title like 'Head%')
qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 1, within: 5 business days}
"""
"""Three deep: who decides, in our market, in process industry."""

OTHERS = "".join(
    f"  other_{number}:\n    when: in_segment('our_market') and account.employees > {number * 100}\n"
    for number in range(1, 10)
)
"""Nine more, for a Book of twelve."""

BY_HAND = """
COPY (
    SELECT record_id, account_id, territory_id, owner_id, may_contact FROM read_parquet('{ground}')
    WHERE "account.industry:text" IN ('chemicals', 'food', 'paper') AND "account.employees:integer" > 200
      AND "account.country:text" IN ('DE', 'AT', 'FR', 'GB')
      AND ("person.function:text" IN ('production', 'management') OR "person.title:text" LIKE 'Head%')
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""

ROWS = """
COPY (
    SELECT i AS record_id, a AS account_id, i AS person_id, pick(a, 21, 40) AS territory_id,
        CASE WHEN pick(a, 22, 5) = 0 THEN pick(a, 23, 200) END AS owner_id, pick(i, 31, 7) > 0 AS may_contact,
        CASE WHEN pick(a, 2, 10) = 0 THEN NULL
            ELSE ['chemicals', 'food', 'paper', 'retail', 'water'][1 + pick(a, 3, 5)] END AS "account.industry:text",
        CASE WHEN pick(a, 4, 10) = 0 THEN NULL ELSE pick(a, 5, 2000)::BIGINT END AS "account.employees:integer",
        CASE WHEN pick(a, 6, 20) = 0 THEN NULL
            ELSE ['DE', 'AT', 'FR', 'GB', 'US', 'JP'][1 + pick(a, 7, 6)] END AS "account.country:text",
        CASE WHEN pick(i, 8, 4) = 0 THEN NULL
            ELSE ['Head of Production', 'Buyer', 'Plant manager', 'Engineer'][1 + pick(i, 9, 4)] END
            AS "person.title:text",
        CASE WHEN pick(i, 10, 3) = 0 THEN NULL
            ELSE ['production', 'purchasing', 'quality', 'management'][1 + pick(i, 11, 4)] END
            AS "person.function:text",
        CASE WHEN pick(i, 12, 3) > 0 THEN DATE '2015-01-01' + pick(i, 13, 4000)::INTEGER END AS "person.since:date"
    FROM (SELECT i, pick(i, 20, {count} // 5) AS a FROM range(1, {count} + 1) AS numbers(i)) AS people
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
"""The shape of the ground of people; five of them at an account, on average."""


def measure(*, small: bool) -> Iterator[Figure]:
    """From the ground, which stands, to counts and files of members."""
    count = 100_000 if small else 10_000_000
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        yield from _counted(Path(folder), count, small=small)


def _counted(folder: Path, count: int, *, small: bool) -> Iterator[Figure]:
    from samebook.config.setup import django

    django()
    from samebook.book import compile_book, read_book
    from samebook.book.values import Type
    from samebook.segments import counting
    from samebook.segments.definitions import Definition
    from samebook.segments.grounds import Ground
    from samebook.segments.terms import Kind

    book, problems = read_book(BOOK.replace("qualification:", f"{OTHERS}qualification:"))
    assert book is not None, problems
    compiled = compile_book(book)
    every = [Definition(name, name, each.text, condition=each) for name, each in compiled.segments.items()]
    path = folder / "person.parquet"
    session = _made(path, count)
    names = ("account.industry", "account.employees", "account.country", "person.title", "person.function")
    pairs = frozenset((name, compiled.fields[name].type) for name in names) | {("person.since", Type.DATE)}
    ground = Ground(Kind.PERSON, path, datetime.now(UTC), pairs)
    place = folder / "members"
    place.mkdir()
    found: dict[str, Any] = {}

    def one() -> None:
        [found["one"]] = counting.count(ground, [each for each in every if each.key == "who_decides"], place)

    def twelve() -> None:
        found["all"] = counting.count(ground, every, place)

    def by_hand() -> None:
        session.execute(BY_HAND.format(ground=path, file=folder / "hand.parquet"))

    def scan() -> None:
        columns = ", ".join(f'max("{name}:{type_}")' for name, type_ in sorted(pairs))
        session.execute(f"SELECT {columns}, count(*) FILTER (may_contact) FROM read_parquet('{path}')").fetchall()

    repeat = 3
    busy = process_time()
    taken = times(one, repeat=repeat)
    busy = (process_time() - busy) / (repeat + 1)
    hand, bare = times(by_hand, repeat=repeat), times(scan, repeat=repeat)
    [(members, reachable)] = session.execute(
        f"SELECT count(*), count(*) FILTER (may_contact) FROM read_parquet('{folder / 'hand.parquet'}')"
    ).fetchall()
    assert (found["one"].total(3), found["one"].total(4)) == (members, reachable)
    size = (place / "who_decides.parquet").stat().st_size / 1e6
    yield Figure(
        f"a segment three deep over {count:,} people, do-not-contact applied: counts and file of members",
        f"median {taken}; {busy:.1f} s of processor each",
        f"by hand, file alone {hand}; bare scan of the columns {bare}; {members:,} members ({size:.0f} MB), "
        f"{reachable:,} of them may be contacted",
        "at most 5 s",
        None if small else taken.worst <= 5,
        {"seconds": taken.seconds, "hand": hand.seconds, "scan": bare.seconds, "members": members},
    )
    taken = times(twelve, repeat=1 if small else 2)
    yield Figure(
        f"twelve segments over {count:,} people in one pass: counts and files of members",
        f"median {taken}",
        f"{sum(each.total(3) for each in found['all']):,} members in all",
        "",
        None,
        {"seconds": taken.seconds},
    )


def _made(path: Path, count: int) -> Any:
    import duckdb

    session = duckdb.connect()
    session.execute("CREATE MACRO pick(i, salt, n) AS (hash(i, salt) % n)::BIGINT")
    session.execute(ROWS.format(count=count, path=path))
    return session

"""Counting segments: one pass over the ground of each kind tells every segment's members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from samebook.book.engines.session import connect
from samebook.segments.definitions import Definition
from samebook.segments.generations import COLUMNS, Generation
from samebook.segments.grounds import Ground, opened, truth
from samebook.segments.kept import column, quoted
from samebook.segments.rules import pairs_of

Place = tuple[int | None, int | None]


@dataclass
class Counted:
    """What one segment counted; the sums are of ``places``, [owner, territory, of, members, may contact, unknown]."""

    definition: Definition
    ground: Ground
    places: list[list[int | None]] = field(default_factory=list)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def total(self, at: int) -> int:
        return sum(row[at] or 0 for row in self.places)


def count(on: Ground, definitions: Sequence[Definition], place: Path) -> list[Counted]:
    """Count segments of one kind and write the members of each to ``place``.

    The ground is read once: each record with one truth for each segment goes to a file, from which the counts and the
    lists are taken.
    """
    conditions = [each.condition.expression for each in definitions if each.condition]
    judged = place / f"{on.kind}.judged"
    with opened(on, pairs_of(*conditions)) as session:
        select = exp.select(*map(column, COLUMNS)).from_("ground")
        select = select.select(*(exp.alias_(truth(each), quoted(f"s{at}")) for at, each in enumerate(conditions)))
        if not pairs_of(*conditions) <= on.pairs:  # what is read from the records is joined, which may mix the rows
            select = select.order_by("record_id")
        session.sql(select.sql("duckdb")).write_parquet(str(judged), compression="snappy")
        session.from_parquet(str(judged)).create_view("judged")
        counted = [Counted(each, on) for each in definitions if each.condition]
        _sum(session, counted)
        for at, each in enumerate(counted):
            names = ", ".join(COLUMNS)
            rows = session.sql(f"SELECT {names} FROM judged WHERE s{at}")  # noqa: S608 (own names)
            rows.write_parquet(str(place / f"{each.definition.key}.parquet"), compression="zstd")
    judged.unlink()
    return counted


def compare(counted: Iterable[Counted], now: Generation, earlier: Mapping[str, Generation], place: Path) -> None:
    """Who was added and who left since earlier generations, where these know the segment.

    Args:
        now: Names the files; they are in ``place`` while they are written.
        earlier: By the names of ``rules.SINCE``.
    """
    with connect() as session:
        for each in counted:
            key = each.definition.key
            for since, before in earlier.items():
                if before.members(key).exists():
                    files = {way: place / now.changed(key, since, way).name for way in ("added", "left")}
                    _differ(session, place / f"{key}.parquet", before.members(key), files)
                    each.changes[since] = {"since": before.taken_at.isoformat(), **_told(session, files)}


def _sum(session: duckdb.DuckDBPyConnection, counted: Sequence[Counted]) -> None:
    sums = "".join(
        f", count(*) FILTER (s{at}), count(*) FILTER (s{at} AND may_contact), count(*) FILTER (s{at} IS NULL)"
        for at, _ in enumerate(counted)
    )
    rows = session.execute(
        f"SELECT owner_id, territory_id, count(*){sums} FROM judged GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608
    ).fetchall()
    for at, each in enumerate(counted):
        each.places = [[*row[:3], *row[3 + 3 * at : 6 + 3 * at]] for row in rows]


def _differ(session: duckdb.DuckDBPyConnection, now: Path, before: Path, files: Mapping[str, Path]) -> None:
    for name, file in (("now_there", now), ("before_there", before)):
        session.from_parquet(str(file)).create_view(name, replace=True)
    for way, those, others in (("added", "now_there", "before_there"), ("left", "before_there", "now_there")):
        ids = exp.select("record_id").from_(others)
        rows = exp.select(*map(column, COLUMNS)).from_(those).where(column("record_id").isin(query=ids).not_())
        session.sql(rows.order_by("record_id").sql("duckdb")).write_parquet(str(files[way]), compression="zstd")


def _told(session: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> dict[str, Any]:
    places: dict[Place, list[int]] = {}
    for at, way in enumerate(("added", "left")):
        rows = session.from_parquet(str(files[way])).aggregate("owner_id, territory_id, count(*)")
        for owner, territory, number in rows.fetchall():
            places.setdefault((owner, territory), [0, 0])[at] = number
    added, left = (sum(row[at] for row in places.values()) for at in (0, 1))
    return {"added": added, "left": left, "places": [[*key, *row] for key, row in places.items()]}

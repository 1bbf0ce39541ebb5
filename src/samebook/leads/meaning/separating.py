"""What separates two groups of records: each field's distribution in the one and in the other, and which part of a
definition leaves out those whom the other takes in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.numbers.estimates import Estimate, FloatArray, newcombe, nothing, quantile
from samebook.segments.grounds import Ground, opened
from samebook.segments.kept import column, column_of
from samebook.segments.rules import Pair

SHOWN_VALUES = 5
FEWEST_OF_A_VALUE = 5
"""A value that fewer records have in both groups together is not shown by itself: it could be somebody's own."""
FEW = 40
"""Groups up to this size are called small, as in the criteria review."""
EPOCH = date(1970, 1, 1)
GROUPS = {"both": ("1", "1"), "only_first": ("1", "0"), "only_second": ("0", "1")}
MEASURED = (Type.INTEGER, Type.DECIMAL, Type.DATE)
SHARED = (Type.TEXT, Type.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Groups:
    """Two groups of the records of two definitions, by their names in ``GROUPS``, and each definition's parts said."""

    first: int
    second: int
    names: tuple[str, str]
    parts: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Counts:
    """A field's values in the two groups: distinct values, and how many records of each group have them."""

    values: list[Any]
    counts: tuple[np.ndarray, np.ndarray]

    @property
    def known(self) -> tuple[int, int]:
        return int(self.counts[0].sum()), int(self.counts[1].sum())


def separate(
    on: Ground, truths: pa.Table, groups: Sequence[Groups], fields: Mapping[str, DeclaredField]
) -> dict[str, Any]:
    """For each two definitions what tells the groups apart, the fields that differ most before the others.

    Args:
        truths: As ``comparing.judge`` gives them.
        fields: Declared ones; only what the ground's file holds is looked at: no name, address or free text.
    """
    pairs = sorted(pair for pair in on.pairs if pair[0] in fields and fields[pair[0]].type is pair[1])
    found: dict[str, Any] = {}
    with opened(on, pairs) as session:
        session.register("truths", truths)
        for each in groups:
            session.execute(f"CREATE OR REPLACE TABLE apart AS {_apart(each).sql('duckdb')}")
            sizes = dict(session.execute("SELECT part, count(*) FROM apart GROUP BY 1").fetchall())
            size = sizes.get(1, 0), sizes.get(2, 0)
            differences = [_difference(session, pair, size) for pair in pairs]
            found[f"{each.first}-{each.second}"] = {
                "groups": [{"name": name, "records": records} for name, records in zip(each.names, size, strict=True)],
                "is_small": min(size) < FEW,
                "fields": sorted(
                    (difference for difference in differences if difference), key=lambda told: -told["strength"]
                ),
                "left_out": [_left_out(session, each, *places) for places in _directions(each)],
            }
    return found


def median_difference(counted: Counts) -> Estimate:
    """The median of the first group minus that of the second.

    The interval is put together from the two medians' own, which assume no distribution.

    Source: Zou & Donner, Statistics in Medicine 27 (2008), on the intervals of ``numbers.estimates.quantile``.
    """
    values = np.array([_number(value) for value in counted.values], dtype=np.float64)
    first, second = (quantile(*_present(values, counts), 0.5) for counts in counted.counts)
    if first.value is None or second.value is None:
        return nothing(first.n + second.n)
    difference = first.value - second.value
    ends = (first.low, first.high, second.low, second.high)
    if None in ends:
        return Estimate(difference, None, None, first.n + second.n)
    low_1, high_1, low_2, high_2 = (float(end) for end in ends if end is not None)
    below = sqrt((first.value - low_1) ** 2 + (high_2 - second.value) ** 2)
    above = sqrt((high_1 - first.value) ** 2 + (second.value - low_2) ** 2)
    return Estimate(difference, difference - below, difference + above, first.n + second.n)


def superiority(first: FloatArray, second: FloatArray) -> float:
    """How far two groups' values lie apart: 0 for alike, 1 when all of one lie above all of the other.

    Args:
        first, second: How many records of each group have each value, by ascending value.

    Source: Cliff, Psychological Bulletin 114 (1993), without its sign.
    """
    below = np.concatenate([[0.0], np.cumsum(second)[:-1]])
    above = second.sum() - below - second
    return float(abs((first * (below - above)).sum()) / (first.sum() * second.sum()))


def _apart(groups: Groups) -> exp.Select:
    """``record_id`` and ``part``, 1 or 2, of the records of the two groups."""
    part = exp.Case()
    for number, name in enumerate(groups.names, 1):
        signs = zip((groups.first, groups.second), GROUPS[name], strict=True)
        parts = [column(f"d{place}") if sign == "1" else exp.Not(this=column(f"d{place}")) for place, sign in signs]
        part = part.when(exp.and_(*parts), exp.Literal.number(number))
    grouped = exp.select("record_id", exp.alias_(part, "part")).from_("truths")
    return exp.select("*").from_(grouped.subquery("grouped")).where("part IS NOT NULL")


def _difference(session: duckdb.DuckDBPyConnection, pair: Pair, size: tuple[int, int]) -> dict[str, Any] | None:
    """A field in both groups; None where neither knows anything of it, or it cannot be said in a line."""
    name, type_ = pair
    if type_ not in (*MEASURED, *SHARED):
        return None
    counts = _counted(session, pair)
    if not any(counts.known):
        return None
    told = {"field": name, "type": type_.value, "known": counts.known, "is_small": min(counts.known) < FEW}
    if type_ in MEASURED:
        return told | _measured(counts, type_) if all(counts.known) else told | {"strength": 0.0, "values": []}
    return told | _shared(counts, size)


def _counted(session: duckdb.DuckDBPyConnection, pair: Pair) -> Counts:
    value = column(column_of(pair)).sql("duckdb")
    rows = session.execute(
        f"SELECT {value}, count(*) FILTER (part = 1), count(*) FILTER (part = 2)"  # noqa: S608 (a column of our own)
        f" FROM ground JOIN apart USING (record_id) WHERE {value} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    first, second = (np.array([row[place] for row in rows], dtype=np.int64) for place in (1, 2))
    return Counts([row[0] for row in rows], (first, second))


def _measured(counts: Counts, type_: Type) -> dict[str, Any]:
    values = np.array([_number(value) for value in counts.values], dtype=np.float64)
    medians = [quantile(*_present(values, each), 0.5).value for each in counts.counts]
    first, second = (each.astype(np.float64) for each in counts.counts)
    difference = median_difference(counts)
    if type_ is Type.DATE:
        days = [(EPOCH + timedelta(days=round(median or 0))).isoformat() for median in medians]
        return {"medians": days, "difference": asdict(difference), "strength": superiority(first, second)}
    return {"medians": medians, "difference": asdict(difference), "strength": superiority(first, second)}


def _shared(counts: Counts, size: tuple[int, int]) -> dict[str, Any]:
    """The values whose shares differ most; a value not known is one of them. ``more`` are those not shown, be it that
    others differ more or that too few have them."""
    hits = [(str(value), int(one), int(two)) for value, one, two in zip(counts.values, *counts.counts, strict=True)]
    strength = sum(abs(one / size[0] - two / size[1]) for _, one, two in hits)
    unknown = size[0] - counts.known[0], size[1] - counts.known[1]
    strength = (strength + abs(unknown[0] / size[0] - unknown[1] / size[1])) / 2
    shown = [(value, one, two) for value, one, two in hits if one + two >= FEWEST_OF_A_VALUE]
    if any(unknown):
        shown.append(("", *unknown))
    told: list[dict[str, Any]] = [
        {"value": value, "hits": (one, two), "difference": asdict(newcombe(one, size[0], two, size[1]))}
        for value, one, two in shown
    ]
    told.sort(key=lambda each: -abs(each["hits"][0] / size[0] - each["hits"][1] / size[1]))
    rows = len(hits) + any(unknown)
    return {"values": told[:SHOWN_VALUES], "more": rows - min(len(told), SHOWN_VALUES), "strength": strength}


def _directions(groups: Groups) -> Iterator[tuple[int, int]]:
    """Which definition leaves out which group, 1 or 2."""
    for number, name in enumerate(groups.names, 1):
        if name == "only_first":
            yield groups.second, number
        elif name == "only_second":
            yield groups.first, number


def _left_out(session: duckdb.DuckDBPyConnection, groups: Groups, place: int, number: int) -> dict[str, Any]:
    """Why a definition leaves out the records that only the other takes in: which of its parts is false.

    ``alone`` are the records for which this part is all that keeps them out.
    """
    parts = groups.parts[place]
    names = [f"d{place}.{at}" for at in range(len(parts))] if len(parts) > 1 else [f"d{place}"]
    false = [exp.EQ(this=column(name), expression=exp.false()) for name in names]
    failing = exp.select("record_id", *(exp.alias_(each, f"f{at}") for at, each in enumerate(false)))
    session.execute(f"CREATE OR REPLACE VIEW failing AS {failing.from_('truths').sql('duckdb')}")
    counted = []
    for at in range(len(names)):
        others = " AND ".join(f"f{each} IS NOT TRUE" for each in range(len(names)) if each != at) or "true"
        counted.append(f"count(*) FILTER (f{at}), count(*) FILTER (f{at} AND {others})")
    [row] = session.execute(
        f"SELECT count(*), {', '.join(counted)} FROM failing JOIN apart USING (record_id) WHERE part = $part",  # noqa: S608
        {"part": number},
    ).fetchall()
    told = [{"says": said, "false": row[1 + 2 * at], "alone": row[2 + 2 * at]} for at, said in enumerate(parts)]
    told.sort(key=lambda each: (-each["alone"], -each["false"]))
    return {"definition": place, "records": row[0], "parts": told}


def _present(values: FloatArray, counts: np.ndarray) -> tuple[FloatArray, np.ndarray]:
    there = counts > 0
    return values[there], counts[there]


def _number(value: Any) -> float:
    return float((value - EPOCH).days) if isinstance(value, date) else float(value)

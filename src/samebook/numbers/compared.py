"""A measure in two periods: which days are compared, and what the rows of both say together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.comparing import KINDS, NO_INTERVAL, Change, change_of, why_bare
from samebook.numbers.estimates import Estimate, nothing
from samebook.numbers.measures import Measure
from samebook.numbers.results import Cell, ColumnKind, Result, ResultColumn, Row, headline_of, key_of
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.tables import Dimension

Way = Literal["previous", "year", "custom"]
WAYS: Mapping[Way, str] = {
    "previous": "the days before, as many",
    "year": "the same days a year before",
    "custom": "days of your own",
}
ANY = ("formula",)
"""Kinds whose figure may or may not grow with the days: over unequal numbers of days nothing is said of it."""
SUMS = ("count", "amount")
"""Kinds whose figure grows with the days: over unequal numbers of days it is compared by the day only."""
UNEVEN = ("week", "fiscal_month", "fiscal_quarter", "fiscal_year")
"""Divisions of time that do not fall on the same days a year before."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which days stand against which.

    Attributes:
        asked: The period that was asked for; ``now`` is the part of it that is over, or goes on.
    """

    way: Way
    asked: Period
    now: Period
    before: Period

    @property
    def note(self) -> str:
        """What a reader must know of the days."""
        told = f"Compared with {in_words(self.before)}"
        if self.now != self.asked:
            told = f"{self.now.days} of {self.asked.days} days so far, to {_day(self.now.end)}. {told}"
        if self.now.days != self.before.days:
            told += f": {self.before.days} days against {self.now.days}, so counts and sums are compared by the day"
        return f"{told}."


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure in two periods, read from one snapshot.

    Attributes:
        result: Of the days asked for, with the rows and columns of the comparison beside its own.
        before: Of the days it is compared with.
        how: Where the intervals of differences come from, or why there are none.
    """

    comparison: Comparison
    result: Result
    before: Result
    how: str


def comparison_of(way: str, period: Period | None, *, today: date, own: Period | None = None) -> Comparison:
    """Which days a period is compared with.

    Of a period that is not over, the days up to ``today`` are compared with the first as many of the other.

    Args:
        today: The snapshot's day in the company's zone; it is not over either, and counts as far as it goes.
        own: The days of one's own.

    Raises:
        Refused: ``numbers.not_compared``.
    """
    if way not in get_args(Way):
        raise Refused("numbers.not_compared", f"Compare with {', '.join(get_args(Way))}.", "compare")
    if period is None:
        raise Refused("numbers.not_compared", "Choose a period; everything has no days before it.", "period")
    if period.start > today:
        raise Refused("numbers.not_compared", "These days have not begun; there is nothing to compare.", "period")
    now = Period(period.start, min(period.end, today + timedelta(days=1)))
    if way == "year":
        return Comparison("year", period, now, now.year_before())
    before = own if way == "custom" else period.previous()
    if before is None:
        raise Refused("numbers.not_compared", "Say which days to compare with.", "compare_first")
    if way == "custom":
        return Comparison("custom", period, now, before)
    return Comparison("previous", period, now, Period(before.start, before.start + timedelta(days=now.days)))


def check_dimension(dimension: Dimension | None, way: str, *, of_weeks: bool = False) -> None:
    """Divisions of time stand beside each other already, and meet only a year before.

    Args:
        of_weeks: The company's fiscal months are whole weeks, so that they begin on another day each year.

    Raises:
        Refused: ``numbers.not_compared``.
    """
    if dimension is None or dimension.column != "day":
        return
    uneven = dimension.name in UNEVEN or (of_weeks and dimension.name.startswith("fiscal"))
    if way != "year" or uneven:
        only = "" if uneven else "compare with the same days a year before, or "
        message = f"Split by {dimension.title.lower()} the figures stand beside each other already; {only}split by "
        raise Refused("numbers.not_compared", f"{message}something else.", "compare")


def compared(now: Result, before: Result, comparison: Comparison) -> Compared:
    """Both results as one: each row with the figure before, the difference, and the relative change.

    A group that one of them lacks has no figure there: "no data" is null, so there is no difference either.
    """
    head = headline_of(now)
    rows = tuple(_row(ours, theirs, comparison, head, now) for ours, theirs in _pairs(now, before))
    merged = replace(now, period=comparison.asked, columns=now.columns + _columns(head), rows=rows)
    how = KINDS[now.measure.kind][1] if now.measure.kind in KINDS else NO_INTERVAL
    return Compared(comparison, merged, before, how)


def bare_in(row: Row, measure: Measure) -> str:
    """Why the relative change of a row has no interval; empty where it has one, or where there is no change."""
    cells = row.cells
    if cells.get("relative") is None or (cells.get("relative_low"), cells.get("relative_high")) != (None, None):
        return ""
    kind = measure.made.of.kind if measure.kind == "change" and measure.made else measure.kind
    return why_bare(kind, at_difference=cells.get("difference_low") is not None)


def day_of(snapshot: Snapshot) -> date:
    """The company's day on which a snapshot was taken."""
    return snapshot.as_of.astimezone(ZoneInfo(snapshot.manifest["zone"])).date()


def in_words(period: Period) -> str:
    """The first and the last day: ``1 to 22 Nov 2026``."""
    first, last = period.start, period.end - timedelta(days=1)
    if first == last:
        return _day(period.end)
    begin = f"{first:%-d}" if (first.year, first.month) == (last.year, last.month) else f"{first:%-d %b}"
    return f"{begin}{'' if first.year == last.year else f' {first:%Y}'} to {_day(period.end)}"


def _day(end: date) -> str:
    return f"{end - timedelta(days=1):%-d %b %Y}"


def _pairs(now: Result, before: Result) -> Iterator[tuple[Row | None, Row | None]]:
    theirs = {_key_now(row, before): row for row in before.rows}
    for row in now.rows:
        yield row, theirs.pop(row.key, None)
    for row in theirs.values():
        yield None, row


def _key_now(row: Row, before: Result) -> str:
    """The key of the row that stands for the same; of a month a year before, this year's month."""
    if not isinstance(row.value, date):
        return row.key
    later = row.value.replace(year=row.value.year + 1)
    split = row.split if before.measure.split else None
    return key_of(later, split, measure=before.measure, dimension=before.dimension)


def _columns(head: ResultColumn) -> tuple[ResultColumn, ...]:
    def three(name: str, title: str, kind: ColumnKind, unit: str) -> list[ResultColumn]:
        ends = (("", ""), ("_low", ", at least"), ("_high", ", at most"))
        return [ResultColumn(name + end, title + words, kind, unit) for end, words in ends]

    points = " (percentage points)" if head.kind == "share" else ""
    return (
        *three("before", f"{head.title}, before", head.kind, head.unit),
        *three("difference", f"Difference{points}", head.kind, head.unit),
        *three("relative", "Relative change", "share", ""),
    )


def _row(ours: Row | None, theirs: Row | None, comparison: Comparison, head: ResultColumn, now: Result) -> Row:
    row = ours or _absent(theirs, now)
    was = theirs.cells if theirs is not None and theirs.n else {}
    value, low, high = (_number(was.get(head.name + end)) for end in ("", "_low", "_high"))
    then = Estimate(value, low, high, 0)
    difference, relative = nothing(), nothing()
    if ours is not None and theirs is not None and ours.n and theirs.n and now.measure.kind in KINDS:
        days = {"days": comparison.now.days, "days_before": comparison.before.days}
        found = change_of(now.measure.kind, ours, theirs, **days)
        difference, relative = _both_ways(ours.cells.get(head.name), was.get(head.name), found, now, comparison)
    cells: dict[str, Cell] = dict(row.cells)
    for name, estimate in (("before", then), ("difference", difference), ("relative", relative)):
        cells |= {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    if not isinstance(was.get(head.name), float):
        cells["before"] = was.get(head.name)  # a count or an amount, exactly
    return replace(row, cells=cells)


def _both_ways(
    value: Cell, was: Cell, change: Change, now: Result, comparison: Comparison
) -> tuple[Estimate, Estimate]:
    """The difference and the relative change; the one that the measure's method is about has the interval."""
    if value is None or was is None:
        return nothing(), nothing()
    even = comparison.now.days == comparison.before.days or now.measure.kind not in SUMS + ANY
    if not even and now.measure.kind in ANY:
        return nothing(), nothing()
    by_the_day = 1.0 if even else comparison.before.days / comparison.now.days
    n = change.estimate.n
    difference = Estimate(float(value) - float(was), None, None, n) if even else nothing(n)
    relative = Estimate(float(value) / float(was) * by_the_day - 1 if was else None, None, None, n)
    found = change.estimate
    if change.form == "ratio":
        ends = [None if end is None else end - 1 for end in (found.low, found.high)]
        return difference, replace(relative, low=ends[0], high=ends[1])
    return replace(difference, low=found.low, high=found.high), relative


def _absent(theirs: Row | None, now: Result) -> Row:
    """A group that is not there in the days asked for."""
    assert theirs is not None
    value, label = theirs.value, theirs.label
    if isinstance(value, date):
        value, label = value.replace(year=value.year + 1), f"{label}, a year later"
    cells: dict[str, Cell] = {column.name: None for column in now.columns}
    key = _key_now(theirs, now)
    return replace(theirs, value=value, label=label, n=0, cells=cells, estimate=None, curve=None, key=key)


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)

"""Measures in other periods than the one asked for: cumulative ones, and changes from one period to another.

Both ask the measure they are made of, as often as there are periods to show, and change nothing in its rows.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlglot import exp

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers import queries
from samebook.numbers.compared import Comparison, compared, comparison_of, day_of
from samebook.numbers.engines import engine
from samebook.numbers.estimates import Estimate
from samebook.numbers.labels import label, labels_for
from samebook.numbers.measures import Made
from samebook.numbers.queries import Asked
from samebook.numbers.results import ALL, Cell, Key, Result, Row, headline_of_change, key_of
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.tables import Dimension, registry

Single = Callable[[Asked, Snapshot], Result]
MOST = 120
"""Periods beside each other; each is asked for by itself."""
BEGINNING = date(1000, 1, 1)
BACK = {"week": 52, "month": 12, "quarter": 4, "year": 1, "fiscal_month": 12, "fiscal_quarter": 4, "fiscal_year": 1}
"""How many periods before one the same of the year before stands; a week is compared with that 364 days earlier."""
DIVISIONS = {"fiscal year": "fiscal_year", "fiscal quarter": "fiscal_quarter", "year": "year"}


def evaluated(asked: Asked, snapshot: Snapshot, single: Single) -> Result:
    """The figures of such a measure.

    Args:
        single: Evaluates the measure it is made of.

    Raises:
        Refused: ``numbers.not_compared``, a change without a period; ``numbers.too_many_periods``.
    """
    plan = _Plan(asked, snapshot)
    result = plan.whole(single) if plan.division is None else plan.beside(single)
    most = max((row.n for row in result.rows), default=0)
    return replace(result, measure=asked.measure, dimension=asked.dimension, period=asked.period, row_count=most)


def behind(asked: Asked, key: str, snapshot: Snapshot) -> tuple[Asked, str]:
    """Of which question the records behind a row are: of the measure it is made of, and the row of that.

    Raises:
        Missing: No such row. Otherwise as ``evaluated``.
    """
    plan = _Plan(asked, snapshot)
    if plan.division is None or key == ALL:
        return plan.asked_for(plan.now(asked.period)), key
    try:
        start = date.fromisoformat(key)
    except ValueError:
        raise Missing("row") from None
    found = next((period for period in plan.shown() if period.start == start), None)
    if found is None:
        raise Missing("row")
    return replace(plan.asked_for(plan.now(found)), dimension=None), ALL


@dataclass
class _Plan:
    """Which periods of the measure it is made of are asked for."""

    asked: Asked
    snapshot: Snapshot
    _known: dict[str, list[date]] = field(default_factory=dict)

    @property
    def made(self) -> Made:
        made = self.asked.measure.made
        assert made is not None
        return made

    @property
    def division(self) -> Dimension | None:
        """The division of time that rows are split by; None when they are split by something else, or not at all."""
        found = self.asked.dimension
        return found if found is not None and found.column == "day" else None

    @property
    def today(self) -> date:
        return day_of(self.snapshot)

    def whole(self, single: Single) -> Result:
        """Without a division of time: one question, or one and the one it is compared with."""
        if not self.made.against:
            return single(self.asked_for(self.now(self.asked.period)), self.snapshot)
        way = "year" if self.made.against == "year before" else "previous"
        return self._compared(comparison_of(way, self.asked.period, today=self.today), single)

    def beside(self, single: Single) -> Result:
        """A row for each period, in order."""
        with engine().open(self.snapshot) as session:
            names = labels_for(self.division, session, self.snapshot)
        rows, last = [], None
        for period in self.shown():
            last = self._one(period, single)
            (row,) = last.rows
            rows.append(self._called(row, period, names))
        if last is None:
            today = self.asked_for(Period(self.today, self.today + timedelta(days=1)))
            last = single(replace(today, dimension=None), self.snapshot)
        return replace(last, rows=tuple(rows))

    def now(self, period: Period | None) -> Period:
        """The days that count for a period: of a cumulative measure all since its beginning; none after today."""
        end = self.today + timedelta(days=1)
        if period is not None:
            end = min(period.end, end) if period.start < end else period.end
        if self.made.against:
            return Period(period.start if period and period.start < end else BEGINNING, end)
        return Period(self._since(end - timedelta(days=1)), end)

    def shown(self) -> list[Period]:
        """The periods that have a row: those that lie in the days asked for, up to today."""
        period = self.asked.period or self._all()
        end = min(period.end, self.today + timedelta(days=1))
        assert self.division is not None
        starts = self._starts(self.division.calendar or self.division.name)
        found = [whole for whole in _periods(starts) if whole.start < end and whole.end > period.start]
        if len(found) > MOST:
            what = self.division.title.lower()
            message = f"That is more than {MOST} rows, one for each {what}; choose a shorter period."
            raise Refused("numbers.too_many_periods", message, "period")
        return found

    def asked_for(self, period: Period) -> Asked:
        """The question to the measure it is made of."""
        return replace(self.asked, measure=self.made.of, period=period)

    def _one(self, period: Period, single: Single) -> Result:
        if self.made.against:
            return self._compared(self._comparison(period), single, alone=True)
        of = replace(self.asked_for(self.now(self._within(period))), dimension=None)
        return single(of, self.snapshot)

    def _within(self, period: Period) -> Period:
        """Not beyond the days asked for."""
        asked = self.asked.period
        return period if asked is None else Period(max(period.start, asked.start), min(period.end, asked.end))

    def _comparison(self, period: Period) -> Comparison:
        """A period, up to today, against the one before or that of the year before, as many days of it."""
        assert self.division is not None
        is_year = self.made.against == "year before"
        periods = _periods(self._starts(self.division.calendar or self.division.name))
        place = periods.index(period) - (BACK[self.division.name] if is_year else 1)
        before, now = periods[max(0, place)], self.now(period)
        if now != period:
            before = Period(before.start, min(before.end, before.start + timedelta(days=now.days)))
        return Comparison("year" if is_year else "previous", period, now, before)

    def _compared(self, comparison: Comparison, single: Single, *, alone: bool = False) -> Result:
        def of(period: Period) -> Asked:
            found = self.asked_for(period)
            return replace(found, dimension=None) if alone else found

        now, before = (single(of(period), self.snapshot) for period in (comparison.now, comparison.before))
        found = compared(now, before, comparison).result
        column = headline_of_change(self.made.of.kind)
        return replace(found, rows=tuple(replace(row, estimate=_drawn(row, column)) for row in found.rows))

    def _called(self, row: Row, period: Period, names: Mapping[Key, str]) -> Row:
        dimension = self.asked.dimension
        key = key_of(period.start, None, measure=self.asked.measure, dimension=dimension)
        return replace(row, key=key, value=period.start, label=label(period.start, dimension, names))

    def _since(self, day: date) -> date:
        division = DIVISIONS.get(self.made.since)
        if division is None:
            return BEGINNING
        starts = self._starts(division)
        return starts[max(0, bisect_right(starts, day) - 1)]

    def _starts(self, division: str) -> list[date]:
        """The first days of every week, month or fiscal year of the calendar."""
        if division not in self._known:
            first = exp.select("day").from_(queries.CALENDAR).where(exp.column("day").eq(exp.column(division)))
            self._known[division] = sorted(row[0] for row in self._rows(first))
        return self._known[division]

    def _all(self) -> Period:
        """From the first day that a record has to today."""
        of = replace(self.asked, measure=self.made.of, dimension=None, period=None, within=None)
        ((first,),) = self._rows(queries.first_day(of, registry))
        end = self.today + timedelta(days=1)
        return Period(first if first is not None and first < end else self.today, end)

    def _rows(self, query: exp.Select) -> list[tuple[Any, ...]]:
        with engine().open(self.snapshot) as session:
            return session.run(query).rows


def _periods(starts: list[date]) -> list[Period]:
    return [Period(*pair) for pair in pairwise(starts)]


def _drawn(row: Row, column: str) -> Estimate:
    """What a chart draws of a change."""
    value, low, high = (_number(row.cells.get(f"{column}{end}")) for end in ("", "_low", "_high"))
    return Estimate(value, low, high, row.n)


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)

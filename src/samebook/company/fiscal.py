"""The company's fiscal calendar: years, quarters and months from any start month, or of whole weeks. Pure.

A fiscal year is called by the calendar year it ends in (from April 2026 to March 2027 it is 2027); one that starts in
January is the calendar year. In a calendar of weeks a quarter has three months of 4, 4 and 5 weeks (or 4-5-4, 5-4-4),
and the year ends on the same day of the week: the last one in the month before ``start_month``, or the one nearest to
that month's end. It has 52 or 53 weeks; the 53rd belongs to its last month. Such a year is called by the year of the
month whose end it is tied to, even where it ends some days after it.

Source: 26 CFR 1.441-2, "52-53-week taxable year" (last and nearest day of the week); National Retail Federation, 4-5-4
calendar (the 53rd week stands in the last month).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

from samebook.kernel.periods import Period

Weeks = Literal["", "4-4-5", "4-5-4", "5-4-4"]
EndRule = Literal["last", "nearest"]
PATTERNS: tuple[Weeks, ...] = get_args(Weeks)
END_RULES: tuple[EndRule, ...] = get_args(EndRule)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """Fiscal periods.

    Attributes:
        start_month: 1 to 12.
        weeks: How a quarter's 13 weeks make months; empty where months are those of the calendar.
        ends_on: The day of the week on which a year of weeks ends: 0 is Monday.
        rule: Whether that is the ``last`` such day in the month, or the one ``nearest`` to the month's end.
    """

    start_month: int = 1
    weeks: Weeks = ""
    ends_on: int = 5
    rule: EndRule = "last"

    def year_of(self, day: date) -> int:
        """The name of the fiscal year that holds the day."""
        if self.weeks:
            return next(name for name in (day.year, day.year + 1, day.year - 1) if day in self.year(name))
        return day.year + (1 if self.start_month > 1 and day.month >= self.start_month else 0)

    def quarter_of(self, day: date) -> int:
        """1 to 4."""
        if self.weeks:
            return (self._number(day) - 1) // 3 + 1
        return (day.month - self.start_month) % 12 // 3 + 1

    def year(self, name: int) -> Period:
        months = self.months(name)
        return Period(months[0].start, months[-1].end)

    def quarter(self, name: int, number: int) -> Period:
        first, _, last = self.months(name)[number * 3 - 3 : number * 3]
        return Period(first.start, last.end)

    def quarter_holding(self, day: date) -> Period:
        return self.quarter(self.year_of(day), self.quarter_of(day))

    def year_holding(self, day: date) -> Period:
        return self.year(self.year_of(day))

    def month_holding(self, day: date) -> Period:
        """The fiscal month: the calendar's, unless months are made of weeks."""
        return self.months(self.year_of(day))[self._number(day) - 1] if self.weeks else Period.month(day)

    def months(self, name: int) -> list[Period]:
        """The twelve months of a fiscal year, in order."""
        return list(_months_of(self, name))

    def label(self, period: Period) -> str:
        """How a page calls a year, quarter or month: ``FY 2027``, ``Q1 FY 2027``, ``April 2026``, ``M1 FY 2027``."""
        name = self.year_of(period.start)
        if period == self.year(name):
            return f"FY {name}"
        if period == self.quarter_holding(period.start):
            return f"Q{self.quarter_of(period.start)} FY {name}"
        if self.weeks and period == self.month_holding(period.start):
            return f"M{self._number(period.start)} FY {name}"
        if period == Period.month(period.start):
            return f"{period.start:%B %Y}"
        return f"{period.start.isoformat()} to {period.end.isoformat()}"

    def _number(self, day: date) -> int:
        """Which of the year's months holds the day: 1 to 12."""
        return next(n for n, month in enumerate(self.months(self.year_of(day)), start=1) if day in month)


@lru_cache(maxsize=1024)
def _months_of(calendar: FiscalCalendar, name: int) -> tuple[Period, ...]:
    if calendar.weeks:
        return tuple(_months_of_weeks(calendar, name))
    first = name * 12 + calendar.start_month - 1 - (12 if calendar.start_month > 1 else 0)
    return tuple(Period(_first_of(number), _first_of(number + 1)) for number in range(first, first + 12))


def _months_of_weeks(calendar: FiscalCalendar, name: int) -> Iterator[Period]:
    start, end = (_end(calendar, year) + timedelta(days=1) for year in (name - 1, name))
    lengths = [int(weeks) for weeks in calendar.weeks.split("-")] * 4
    for number, weeks in enumerate(lengths, start=1):
        stop = end if number == len(lengths) else start + timedelta(weeks=weeks)
        yield Period(start, stop)
        start = stop


def _end(calendar: FiscalCalendar, name: int) -> date:
    """The last day of a year of weeks."""
    month = calendar.start_month - 1 or 12
    anchor = date(name, month, monthrange(name, month)[1])
    before = anchor - timedelta(days=(anchor.weekday() - calendar.ends_on) % 7)
    is_nearer_after = calendar.rule == "nearest" and (anchor - before).days > 3
    return before + timedelta(weeks=1) if is_nearer_after else before


def _first_of(month: int) -> date:
    """The first day of a month counted from year 0."""
    year, number = divmod(month, 12)
    return date(year, number + 1, 1)

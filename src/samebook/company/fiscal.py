"""The company's fiscal calendar: years, quarters and months from any start month. Pure.

A fiscal year is called by the calendar year it ends in (a year from April 2026 to March 2027 is 2027); one that starts
in January is the calendar year.
"""

from dataclasses import dataclass
from datetime import date

from samebook.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """Fiscal periods.

    Attributes:
        start_month: 1 to 12.
    """

    start_month: int = 1

    def year_of(self, day: date) -> int:
        """The name of the fiscal year that holds the day."""
        return day.year + (1 if self.start_month > 1 and day.month >= self.start_month else 0)

    def quarter_of(self, day: date) -> int:
        """1 to 4."""
        return (day.month - self.start_month) % 12 // 3 + 1

    def year(self, name: int) -> Period:
        first = name * 12 + self.start_month - 1 - (12 if self.start_month > 1 else 0)
        return _months(first, 12)

    def quarter(self, name: int, number: int) -> Period:
        start = self.year(name).start
        return _months(start.year * 12 + start.month - 1 + (number - 1) * 3, 3)

    def quarter_holding(self, day: date) -> Period:
        return self.quarter(self.year_of(day), self.quarter_of(day))

    def year_holding(self, day: date) -> Period:
        return self.year(self.year_of(day))

    def months(self, name: int) -> list[Period]:
        """The twelve months of a fiscal year, in order."""
        return list(self.year(name).months())

    def label(self, period: Period) -> str:
        """How a page calls a fiscal year, quarter or month: ``FY 2027``, ``Q1 FY 2027``, ``April 2026``."""
        name = self.year_of(period.start)
        if period == self.year(name):
            return f"FY {name}"
        if period == self.quarter_holding(period.start):
            return f"Q{self.quarter_of(period.start)} FY {name}"
        if period == Period.month(period.start):
            return f"{period.start:%B %Y}"
        return f"{period.start.isoformat()} to {period.end.isoformat()}"


def _months(first: int, count: int) -> Period:
    """A run of months, counted from year 0."""
    start, end = divmod(first, 12), divmod(first + count, 12)
    return Period(date(start[0], start[1] + 1, 1), date(end[0], end[1] + 1, 1))

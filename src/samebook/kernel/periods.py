"""Half-open periods of days, and the one rule for the period before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from samebook.kernel.refusals import Refused


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refused("period.empty", f"A period ends after it starts; {self.end} is not after {self.start}.")

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> "Period":
        """The period of equal length that ends where this one starts."""
        return Period(self.start - timedelta(days=self.days), self.start)

    def year_before(self) -> "Period":
        """The same days a year before; 29 February, which that year lacks, counts as the 28th."""
        first, last = _year_before(self.start), _year_before(self.end - timedelta(days=1))
        return Period(first, last + timedelta(days=1))

    @classmethod
    def month(cls, day: date) -> "Period":
        """The calendar month that holds the day."""
        start = day.replace(day=1)
        return cls(start, (start + timedelta(days=32)).replace(day=1))

    def months(self) -> Iterator["Period"]:
        """The calendar months that overlap this period, whole, in order."""
        month = Period.month(self.start)
        while month.start < self.end:
            yield month
            month = Period.month(month.end)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)

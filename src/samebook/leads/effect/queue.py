"""How many leads would wait to be asked, against what telesales can carry. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from samebook.book.durations import Duration, Unit
from samebook.kernel.periods import Period

A_WEEK = 7
WORKING_DAYS = 5
WORKING_HOURS = 8


@dataclass(frozen=True, slots=True)
class Queue:
    """What one text would give telesales to ask.

    Attributes:
        asked: Leads to ask in the period.
        a_week: On average in a week.
        fullest_week: In the fullest week, Monday to Sunday.
        days: So many days a lead may wait to be asked, by this text's terms; None where it has none.
        most_waiting: The most at once if none were answered before its time is over; None without terms.
    """

    asked: int
    a_week: float
    fullest_week: int
    days: int | None
    most_waiting: int | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """What telesales can carry at once: the sum of those who have a limit, and how many have none."""

    people: int
    limit: int
    unlimited: int


def queue_of(asked: Mapping[str, int], period: Period, within: Duration | None) -> Queue:
    """The queue that so many leads a day make.

    Args:
        asked: Leads to ask, by the day (ISO) they came.
        within: How long they may be asked; business time is told in days of a week with two free ones.
    """
    by_day = {date.fromisoformat(day): leads for day, leads in asked.items()}
    weeks: dict[date, int] = {}
    for day, leads in by_day.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + leads
    total = sum(by_day.values())
    days = days_of(within) if within else None
    return Queue(
        asked=total,
        a_week=total * A_WEEK / period.days,
        fullest_week=max(weeks.values(), default=0),
        days=days,
        most_waiting=None if days is None else _most_waiting(by_day, days),
    )


def days_of(within: Duration) -> int:
    """Calendar days, rounded up; a business day is one of five a week."""
    match within.unit:
        case Unit.MINUTE | Unit.HOUR:
            hours = within.amount / (60 if within.unit is Unit.MINUTE else 1)
            days = hours / (WORKING_HOURS if within.business else 24)
        case Unit.WEEK:
            days = within.amount * A_WEEK
        case Unit.MONTH:
            days = within.amount * 31
        case _:
            days = within.amount
    return ceil(days * A_WEEK / WORKING_DAYS) if within.business else ceil(days)


def _most_waiting(by_day: Mapping[date, int], days: int) -> int:
    """The fullest stretch of so many days: a lead waits from its day on."""
    most = waiting = 0
    ordered = sorted(by_day)
    first = 0
    for day in ordered:
        waiting += by_day[day]
        while (day - ordered[first]).days >= max(days, 1):
            waiting -= by_day[ordered[first]]
            first += 1
        most = max(most, waiting)
    return most

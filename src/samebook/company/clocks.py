"""Clocks made from stored calendars, kept as long as the calendar's values stay the same."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from samebook.company.clock import BusinessClock
from samebook.company.days_off import public_holidays
from samebook.company.models import Calendar, Holiday
from samebook.company.terms import Hours

OwnDays = frozenset[tuple[date, bool]]


def clock_from(calendar: Calendar, own: Iterable[Holiday]) -> BusinessClock:
    """The clock of a calendar with its own days off and worked holidays; one clock for equal values in a process."""
    hours = tuple((day, tuple(tuple(stretch) for stretch in calendar.hours[day])) for day in sorted(calendar.hours))
    days = frozenset((holiday.date, holiday.is_worked) for holiday in own)
    return _clock(calendar.time_zone, calendar.country, calendar.subdivision, hours, days)


@lru_cache(maxsize=256)
def _clock(
    time_zone: str,
    country: str,
    subdivision: str,
    hours: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...],
    own: OwnDays,
) -> BusinessClock:
    week: Hours = {day: [list(stretch) for stretch in stretches] for day, stretches in hours}
    off = {day for day, is_worked in own if not is_worked}
    worked = {day for day, is_worked in own if is_worked}

    def days_off(year: int) -> set[date]:
        return (set(public_holidays(country, subdivision, year)) | off) - worked

    return BusinessClock(time_zone, week, days_off)

"""Which days a report is of: a fiscal year, quarter or month, or days of one's own, by a name for addresses. Pure."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

NAMED = re.compile(r"(?:fy-?)?(\d{4})(?:-([qm])(\d{1,2}))?", re.ASCII | re.IGNORECASE)
DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})--(\d{4}-\d{2}-\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2199
LONGEST = 366 * 2
"""Days of one's own may be so many."""
MOST_OFFERED = 8


def period_named(said: str, calendar: FiscalCalendar) -> Period:
    """The days that a name stands for.

    Args:
        said: ``2026-q3`` (fiscal), ``2026-m09`` (the ninth fiscal month), ``2026``, or the first and last day:
            ``2026-07-01--2026-09-30``.

    Raises:
        Refused: ``board.period``.
    """
    if found := NAMED.fullmatch(said):
        year, kind, part = int(found[1]), (found[2] or "").lower(), int(found[3] or 0)
        if FIRST_YEAR <= year <= LAST_YEAR:
            if not kind:
                return calendar.year(year)
            if kind == "q" and 1 <= part <= 4:
                return calendar.quarter(year, part)
            if kind == "m" and 1 <= part <= 12:
                return calendar.months(year)[part - 1]
    elif found := DAYS.fullmatch(said):
        return _own(found[1], found[2])
    raise Refused(
        "board.period",
        "Name a fiscal quarter (2026-q3), a fiscal month (2026-m09), a fiscal year (2026), or the first and the last "
        "day (2026-07-01--2026-09-30).",
        "period",
    )


def name_of(period: Period, calendar: FiscalCalendar) -> str:
    """The name of a period in addresses; the shortest that ``period_named`` reads as the same days."""
    year = calendar.year_of(period.start)
    if period == calendar.year(year):
        return str(year)
    if period == calendar.quarter_holding(period.start):
        return f"{year}-q{calendar.quarter_of(period.start)}"
    months = calendar.months(year)
    if period in months:
        return f"{year}-m{months.index(period) + 1:02}"
    return f"{period.start}--{last_day(period)}"


def last_day(period: Period) -> date:
    return period.end - timedelta(days=1)


def in_words(period: Period) -> str:
    """``1 Jul to 30 Sep 2026``."""
    first, last = period.start, last_day(period)
    return f"{first:%-d %b}{'' if first.year == last.year else f' {first:%Y}'} to {last:%-d %b %Y}"


def quarters_back(today: date, calendar: FiscalCalendar, most: int = MOST_OFFERED) -> Iterator[Period]:
    """Fiscal quarters from the one of a day backwards."""
    yield from _back(today, calendar.quarter_holding, most)


def months_back(today: date, calendar: FiscalCalendar, most: int = MOST_OFFERED) -> Iterator[Period]:
    """Fiscal months from the one of a day backwards."""

    def holding(day: date) -> Period:
        return next(each for each in calendar.months(calendar.year_of(day)) if day in each)

    yield from _back(today, holding, most)


def _back(today: date, holding: Callable[[date], Period], most: int) -> Iterator[Period]:
    day = today
    for _ in range(most):
        period = holding(day)
        yield period
        day = period.start - timedelta(days=1)


def _own(first: str, last: str) -> Period:
    try:
        days = [date.fromisoformat(each) for each in (first, last)]
    except ValueError:
        raise Refused("board.period", "One of the two days is none of the calendar.", "period") from None
    if not all(FIRST_YEAR <= each.year <= LAST_YEAR for each in days):
        message = f"The days of a report lie between {FIRST_YEAR} and {LAST_YEAR}."
        raise Refused("board.period", message, "period")
    if days[1] < days[0]:
        raise Refused("board.period", "The last day lies before the first.", "period")
    if (days[1] - days[0]).days >= LONGEST:
        raise Refused("board.period", f"A report covers {LONGEST} days at most.", "period")
    return Period(days[0], days[1] + timedelta(days=1))

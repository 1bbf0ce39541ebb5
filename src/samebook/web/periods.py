"""Which days a reader asks for: the last so many, this month, the last whole one, a month, quarter or year, own days.

Pure. The first three are of the day on which they are asked, so that a saved view goes on with the calendar.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

ALL, CUSTOM = "all", "custom"
NONE_SUCH = "Choose a month, a quarter, a year, or days of your own."
MONTHS, QUARTERS, YEARS = 13, 8, 4
FIRST_YEAR, LAST_YEAR = 1970, 2199
ROLLING = (7, 30, 90, 365)
RUNNING = {"month": "This month", "quarter": "This fiscal quarter", "year": "This fiscal year"}
WHOLE = {"month": "The last whole month", "quarter": "The last whole fiscal quarter"}
MOVING = re.compile(r"last:(\d{1,3})|this:(month|quarter|year)|last:(month|quarter)")
SHAPE = re.compile(r"(month|fiscal|quarter|year):(\d{4})(?:-(\d{1,2}))?")


def period_of(said: str, *, calendar: FiscalCalendar, today: date) -> Period | None:
    """The days that a choice stands for; None for all.

    Args:
        said: ``last:30``, the whole days up to yesterday; ``this:month``, ``this:quarter`` and ``this:year``;
            ``last:month`` and ``last:quarter``, the last that is over;
            ``month:2026-11``, ``fiscal:2027-2`` (a fiscal month), ``quarter:2027-3`` and ``year:2027`` (fiscal); or
            ``all``.
        today: The reader's day.

    Raises:
        Refused: ``web.period``.
    """
    if said in ("", ALL):
        return None
    if moving := MOVING.fullmatch(said):
        return _moving(moving, calendar, today)
    match = SHAPE.fullmatch(said)
    kind, year, part = (match[1], int(match[2]), int(match[3] or 0)) if match else ("", 0, 0)
    if FIRST_YEAR <= year <= LAST_YEAR:
        if kind == "year" and not part:
            return calendar.year(year)
        if kind == "quarter" and 1 <= part <= 4:
            return calendar.quarter(year, part)
        if kind == "fiscal" and 1 <= part <= 12:
            return calendar.months(year)[part - 1]
        if kind == "month" and 1 <= part <= 12:
            return Period.month(date(year, part, 1))
    raise Refused("web.period", NONE_SUCH, "period")


def _moving(said: re.Match[str], calendar: FiscalCalendar, today: date) -> Period:
    rolling, running, whole = said.groups()
    if running:
        return _holding(running, calendar)(today)
    if whole:
        holding = _holding(whole, calendar)
        return holding(holding(today).start - timedelta(days=1))
    if int(rolling) not in ROLLING:
        raise Refused("web.period", NONE_SUCH, "period")
    return Period(today - timedelta(days=int(rolling)), today)


def days(first: date, last: date, *, fields: tuple[str, str] = ("first", "last")) -> Period:
    """The days from the first to the last, both included.

    Args:
        fields: What they are called where they are asked for.

    Raises:
        Refused: ``web.period``, ``web.day_outside``.
    """
    for day, field in zip((first, last), fields, strict=True):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused("web.day_outside", f"Enter a day between {FIRST_YEAR} and {LAST_YEAR}.", field)
    if last < first:
        raise Refused("web.period", "The last day lies before the first.", fields[1])
    return Period(first, last + timedelta(days=1))


def choices(today: date, calendar: FiscalCalendar) -> list[tuple[str, object]]:
    """What a list of periods offers, the latest first in each group; ``all`` and days of one's own beside."""
    months, quarters, years = (list(_back(today, kind, calendar)) for kind in ("month", "quarter", "year"))
    return [
        (ALL, "Everything"),
        ("So far", [(f"this:{kind}", title) for kind, title in RUNNING.items()]),
        ("Whole days up to yesterday", [(f"last:{days}", f"The last {days} days") for days in ROLLING]),
        ("Last whole", [(f"last:{kind}", title) for kind, title in WHOLE.items()]),
        ("Month", [(f"month:{period.start:%Y-%m}", f"{period.start:%B %Y}") for period in months]),
        *_fiscal_months(today, calendar),
        (
            "Fiscal quarter",
            [
                (f"quarter:{calendar.year_of(each.start)}-{calendar.quarter_of(each.start)}", calendar.label(each))
                for each in quarters
            ],
        ),
        ("Fiscal year", [(f"year:{calendar.year_of(each.start)}", calendar.label(each)) for each in years]),
        (CUSTOM, "Days of your own"),
    ]


def _fiscal_months(today: date, calendar: FiscalCalendar) -> Iterator[tuple[str, object]]:
    """Only where they are not those of the calendar, which are there already."""
    if not calendar.weeks:
        return
    found, day = [], today
    for _ in range(MONTHS):
        period = calendar.month_holding(day)
        year = calendar.year_of(period.start)
        found.append((f"fiscal:{year}-{calendar.months(year).index(period) + 1}", calendar.label(period)))
        day = period.start - timedelta(days=1)
    yield "Fiscal month", found


def _back(today: date, kind: str, calendar: FiscalCalendar) -> Iterator[Period]:
    holding, day = _holding(kind, calendar), today
    for _ in range({"month": MONTHS, "quarter": QUARTERS, "year": YEARS}[kind]):
        period = holding(day)
        yield period
        day = period.start - timedelta(days=1)


def _holding(kind: str, calendar: FiscalCalendar) -> Callable[[date], Period]:
    return {"month": Period.month, "quarter": calendar.quarter_holding, "year": calendar.year_holding}[kind]

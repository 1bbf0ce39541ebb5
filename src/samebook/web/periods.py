"""Which days a reader asks for: months, fiscal quarters and years, all, or days of their own. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

ALL, CUSTOM = "all", "custom"
MONTHS, QUARTERS, YEARS = 13, 8, 4
FIRST_YEAR, LAST_YEAR = 1970, 2199
SHAPE = re.compile(r"(month|quarter|year):(\d{4})(?:-(\d{1,2}))?")


def period_of(said: str, *, calendar: FiscalCalendar) -> Period | None:
    """The days that a choice stands for; None for all.

    Args:
        said: ``month:2026-11``, ``quarter:2027-3`` and ``year:2027`` (fiscal), or ``all``.

    Raises:
        Refused: ``web.period``.
    """
    if said in ("", ALL):
        return None
    match = SHAPE.fullmatch(said)
    kind, year, part = (match[1], int(match[2]), int(match[3] or 0)) if match else ("", 0, 0)
    if FIRST_YEAR <= year <= LAST_YEAR:
        if kind == "year" and not part:
            return calendar.year(year)
        if kind == "quarter" and 1 <= part <= 4:
            return calendar.quarter(year, part)
        if kind == "month" and 1 <= part <= 12:
            return Period.month(date(year, part, 1))
    raise Refused("web.period", "Choose a month, a quarter, a year, or days of your own.", "period")


def days(first: date, last: date) -> Period:
    """The days from the first to the last, both included.

    Raises:
        Refused: ``web.period``, ``web.day_outside``.
    """
    for day, field in ((first, "first"), (last, "last")):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused("web.day_outside", f"Enter a day between {FIRST_YEAR} and {LAST_YEAR}.", field)
    if last < first:
        raise Refused("web.period", "The last day lies before the first.", "last")
    return Period(first, last + timedelta(days=1))


def choices(today: date, calendar: FiscalCalendar) -> list[tuple[str, object]]:
    """What a list of periods offers, the latest first in each group; ``all`` and days of one's own beside."""
    months, quarters, years = (list(_back(today, kind, calendar)) for kind in ("month", "quarter", "year"))
    return [
        (ALL, "Everything"),
        ("Month", [(f"month:{period.start:%Y-%m}", f"{period.start:%B %Y}") for period in months]),
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


def _back(today: date, kind: str, calendar: FiscalCalendar) -> Iterator[Period]:
    holding = {"month": Period.month, "quarter": calendar.quarter_holding, "year": calendar.year_holding}[kind]
    day = today
    for _ in range({"month": MONTHS, "quarter": QUARTERS, "year": YEARS}[kind]):
        period = holding(day)
        yield period
        day = period.start - timedelta(days=1)

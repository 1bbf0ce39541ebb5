"""Months since a cohort began, and which of them are over. Pure."""

from collections.abc import Iterable
from datetime import date


def after(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def over(cohort: date, age: int, as_of_on: date, *, each: int = 1) -> bool:
    """Whether a cohort's period of that age is over, so that its cell can be known.

    Args:
        cohort: The first day of the cohort's month.
        age: 0 is the period that begins with the cohort's month.
        each: Months in a period.
    """
    return after(cohort, (age + 1) * each) <= as_of_on


def sorted_months(found: Iterable[date | None]) -> list[date]:
    """Each once, oldest first; rows without a month are not shown by month."""
    return sorted({month for month in found if month is not None})

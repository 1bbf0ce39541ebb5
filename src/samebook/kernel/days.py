"""The years in which days and instants lie: what lies outside was never meant, and has no day in some time zones."""

from datetime import date

from samebook.kernel.refusals import Refused

FIRST_YEAR, LAST_YEAR = 1970, 2199


def check_year(day: date, field: str | None = None) -> None:
    """A day, or an instant, of these years.

    Raises:
        Refused: ``day.outside``.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("day.outside", f"A day lies between {FIRST_YEAR} and {LAST_YEAR}.", field)

"""Days: the years in which they lie (what lies outside was never meant), and how people count them."""

from datetime import date, datetime, tzinfo

from samebook.kernel.refusals import Refused

FIRST_YEAR, LAST_YEAR = 1970, 2199


def check_year(day: date, field: str | None = None) -> None:
    """A day, or an instant, of these years.

    Raises:
        Refused: ``day.outside``.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("day.outside", f"A day lies between {FIRST_YEAR} and {LAST_YEAR}.", field)


def whole_days(start: datetime, until: datetime, zone: tzinfo) -> int:
    """Days by the calendar of a zone between two instants; 0 for two of one day, and for an end before the start."""
    return max((until.astimezone(zone).date() - start.astimezone(zone).date()).days, 0)

"""The cast of the tests, for the chapters above as well: one company, one administrator.

The company is simulated, so that the tests may name their own time.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samebook.company.actions import found_company
from samebook.company.models import Company

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "ratchet-harbour-57"
FOUNDING: dict[str, Any] = {
    "name": "Velden Pumps",
    "country": "DE",
    "currency": "EUR",
    "time_zone": str(ZONE),
    "fiscal_year_start": 4,
    "administrator_name": "Ada Brandt",
    "administrator_email": "Ada@velden.example",
    "password": PASSWORD,
    "at": NOW,
    "simulated": True,
}


def found(**changes: Any) -> Company:
    return found_company(**{**FOUNDING, **changes})


def today(days: int = 0) -> date:
    """The company's day, or so many days after it: what pages take for today, also while UTC still has yesterday."""
    return datetime.now(ZONE).date() + timedelta(days=days)


def day_of(at: datetime) -> date:
    """The company's day at an instant, on which a page or an action puts what happens then."""
    return at.astimezone(ZONE).date()


def ago(days: int) -> datetime:
    """So many days ago by the company's calendar: the hour stays when clocks were set in between."""
    return (datetime.now(ZONE) - timedelta(days=days)).astimezone(UTC)


def noon(days: int) -> datetime:
    """Twelve o'clock of the company so many days after today; no change of clocks skips or repeats it."""
    return datetime.combine(today(days), time(12), ZONE)

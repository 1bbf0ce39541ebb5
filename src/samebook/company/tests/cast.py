"""The cast of the tests, for the chapters above as well: one company, one administrator.

The company is simulated, so that the tests may name their own time.
"""

from datetime import UTC, datetime
from typing import Any

from samebook.company.actions import found_company
from samebook.company.models import Company

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "ratchet-harbour-57"
FOUNDING: dict[str, Any] = {
    "name": "Velden Pumps",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "fiscal_year_start": 4,
    "administrator_name": "Ada Brandt",
    "administrator_email": "Ada@velden.example",
    "password": PASSWORD,
    "at": NOW,
    "simulated": True,
}


def found(**changes: Any) -> Company:
    return found_company(**{**FOUNDING, **changes})

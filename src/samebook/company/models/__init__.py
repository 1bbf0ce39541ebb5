"""The company itself: who works there, where, when, and in which money."""

from samebook.company.models.calendar import Calendar, Holiday
from samebook.company.models.company import Company, Currency, ExchangeRate
from samebook.company.models.user import AccessToken, PasswordTry, Team, Territory, User, UserRole

__all__ = [
    "AccessToken",
    "Calendar",
    "Company",
    "Currency",
    "ExchangeRate",
    "Holiday",
    "PasswordTry",
    "Team",
    "Territory",
    "User",
    "UserRole",
]

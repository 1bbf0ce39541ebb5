"""The beginning of a home: its company, and the first person who may change settings."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from samebook.company import rules
from samebook.company.actions.passwords import hashed
from samebook.company.models import Calendar, Company, Currency, User, UserRole
from samebook.company.terms import USUAL_HOURS
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused


def found_company(
    *,
    name: str,
    country: str,
    currency: str,
    time_zone: str,
    fiscal_year_start: int,
    administrator_name: str,
    administrator_email: str,
    password: str,
    at: datetime,
    hours: object = None,
    simulated: bool = False,
) -> Company:
    """Begin the company of an empty home: its row, currency, calendar and first administrator.

    Args:
        country: ISO 3166-1 alpha-2; also chooses the calendar's public holidays.
        currency: ISO 4217.
        fiscal_year_start: Month, 1 to 12.
        hours: Working hours (``terms.Hours``); None for Monday to Friday, 8 to 17.
        simulated: A demo; set once, for ever.

    Raises:
        Refused: ``company.exists``; a value that is wrong, at its field.
    """
    if Company.objects.exists():
        raise _exists()
    calendar = Calendar(
        name="Company",
        time_zone=rules.check_zone(time_zone),
        country=rules.check_country(country),
        hours=rules.check_hours(USUAL_HOURS if hours is None else hours),
    )
    company = Company(
        id=1,
        name=rules.clean_line(name, field="name", longest=200),
        country=calendar.country,
        currency=rules.check_currency(currency),
        time_zone=calendar.time_zone,
        fiscal_year_start=rules.check_fiscal_start(fiscal_year_start),
        simulated=simulated,
        created_at=at,
    )
    administrator = User(
        email=rules.check_email(administrator_email, field="administrator_email"),
        name=rules.clean_line(administrator_name, field="administrator_name", longest=150),
        created_at=at,
    )
    administrator.password = hashed(password, email=administrator.email, name=administrator.name)
    _write(company, calendar, administrator, at)
    return company


@action
def _write(company: Company, calendar: Calendar, administrator: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            calendar.save(force_insert=True)
            company.calendar = calendar
            company.settings_stamp = secrets.token_hex(8)
            company.save(force_insert=True)
    except IntegrityError:
        raise _exists() from None
    Currency.objects.get_or_create(code=company.currency)
    administrator.save(force_insert=True)
    UserRole.objects.create(user=administrator, role=Role.ADMINISTRATOR)
    origin = Entry.Origin.SIMULATED if company.simulated else Entry.Origin.SYSTEM
    record(
        Actor.system("init"),
        "company.company.founded",
        company,
        happened_at=at,
        origin=origin,
        detail={
            "country": company.country,
            "currency": company.currency,
            "time_zone": company.time_zone,
            "administrator": administrator.pk,
            "simulated": company.simulated,
        },
    )


def _exists() -> Refused:
    return Refused("company.exists", "This home already has its company; sign in, or begin in an empty home.")

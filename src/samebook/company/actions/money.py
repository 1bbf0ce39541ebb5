"""The company's own row, its currencies and their dated rates."""

from datetime import date, datetime
from decimal import Decimal

from samebook.company import rules
from samebook.company.actions.common import administer, check_day
from samebook.company.models import Company, Currency, ExchangeRate
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused


@action
def change_company(
    actor: Actor,
    *,
    name: str,
    country: str,
    time_zone: str,
    fiscal_year_start: int,
    fiscal_weeks: str = "",
    fiscal_ends_on: int = 5,
    fiscal_end_rule: str = "last",
    at: datetime,
) -> Company:
    """Set what the company is called and how it counts its year; its currency stays as it was founded.

    Raises:
        Refused: ``access.denied``, or a wrong value at its field.
    """
    administer(actor)
    company = _company()
    company.name = rules.clean_line(name, field="name", longest=200)
    company.country = rules.check_country(country)
    company.time_zone = rules.check_zone(time_zone)
    company.fiscal_year_start = rules.check_fiscal_start(fiscal_year_start)
    found = rules.check_fiscal_weeks(fiscal_weeks, fiscal_ends_on, fiscal_end_rule)
    company.fiscal_weeks, company.fiscal_ends_on, company.fiscal_end_rule = found
    kept = ("country", "time_zone", "fiscal_year_start", "fiscal_weeks", "fiscal_ends_on", "fiscal_end_rule")
    company.save(update_fields=["name", *kept])
    detail = {name: getattr(company, name) for name in kept}
    record(actor, "company.company.changed", company, happened_at=at, detail=detail)
    return company


@action
def add_currency(actor: Actor, *, code: str, at: datetime) -> Currency:
    """Let amounts be in one more currency; adding one twice changes nothing.

    Raises:
        Refused: ``access.denied``, ``company.unknown_currency``.
    """
    administer(actor)
    currency, is_new = Currency.objects.get_or_create(code=rules.check_currency(code, field="code"))
    if is_new:
        record(actor, "company.currency.added", ("currency", None), happened_at=at, detail={"code": currency.code})
    return currency


@action
def enter_rate(actor: Actor, *, currency: str, from_date: date, rate: Decimal, at: datetime) -> ExchangeRate:
    """Say what a currency is worth from a day on; a second word for the same day replaces the first.

    Args:
        rate: Units of the company's currency for one unit of this one; above 0, to eight decimals.

    Raises:
        Refused: ``access.denied``, ``company.rate_own_currency``, ``company.rate_outside``,
            ``company.currency_unused`` (add it first).
    """
    administer(actor)
    code = rules.check_currency(currency)
    if code == _company().currency:
        raise Refused("company.rate_own_currency", f"{code} is the company's own currency; its rate is 1.", "currency")
    if not Currency.objects.filter(code=code).exists():
        raise Refused("company.currency_unused", f"Add {code} to the currencies in use first.", "currency")
    rate = rules.check_rate(rate)
    day = check_day(from_date, field="from_date")
    before = ExchangeRate.objects.filter(currency=code, from_date=day).values_list("rate", flat=True).first()
    row, _ = ExchangeRate.objects.update_or_create(currency_id=code, from_date=day, defaults={"rate": rate})
    detail = {
        "currency": code,
        "from": day.isoformat(),
        "rate": str(rate),
        "before": None if before is None else str(before),
    }
    record(actor, "company.rate.entered", row, happened_at=at, detail=detail)
    return row


def _company() -> Company:
    company = Company.objects.first()
    if company is None:
        raise Missing("company")
    return company

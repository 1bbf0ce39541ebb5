"""Recording what customers bought."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samebook.accounts.actions import identify
from samebook.accounts.arrivals import Arrival, Identified
from samebook.accounts.models import Account
from samebook.accounts.rules import clean_text
from samebook.company.queries import currencies
from samebook.customers.models import Order
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.money import check_amount
from samebook.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class OrderInput:
    """An order as a form or a file gives it; the account by its external id, or by name with country or website."""

    ordered_on: date
    amount: Decimal
    currency: str
    external_id: str = ""
    account_external_id: str = ""
    company: str = ""
    country: str = ""
    website: str = ""
    product: str = ""


@action
def keep_orders(
    actor: Actor, given: Sequence[OrderInput], *, at: datetime
) -> list[tuple[int | None, str, Refused | None]]:
    """Add orders, or change those that are here under the same external id; the account becomes a customer.

    Returns:
        For each, in order: its id, ``created`` / ``changed`` / ``unchanged`` / ``refused``, and why refused.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="record orders")
    found = identify(actor, [_arrival(one) for one in given], at=at)
    wanted = {one.external_id for one in given if one.external_id}
    here = {order.external_id: order for order in Order.objects.filter(external_id__in=wanted)}
    codes = frozenset(currencies())
    answers: list[tuple[int | None, str, Refused | None]] = []
    for one, who in zip(given, found, strict=True):
        try:
            answers.append(_keep(actor, one, who, here, codes, at=at))
        except Refused as refused:
            answers.append((None, "refused", refused))
    buyers = {who.account.pk for who in found if who.account is not None}
    Account.objects.filter(pk__in=buyers, is_customer=False, orders__amount__gt=0).update(is_customer=True)
    return answers


def _arrival(one: OrderInput) -> Arrival:
    return Arrival(
        account_external_id=one.account_external_id,
        company=one.company,
        country=one.country,
        website=one.website,
        origin="import",
    )


def _keep(
    actor: Actor,
    one: OrderInput,
    who: Identified,
    here: dict[str | None, Order],
    codes: Collection[str],
    *,
    at: datetime,
) -> tuple[int | None, str, Refused | None]:
    if who.refused is not None:
        raise who.refused
    if who.account is None:
        raise Refused(
            "customers.no_account", "Say whose order it is: an account's external id, or a company.", "company"
        )
    if one.currency.upper() not in codes:
        why = f"“{one.currency[:10]}” is none of the company's currencies ({', '.join(sorted(codes))})."
        raise Refused("company.unknown_currency", why, "currency")
    values = {
        "account_id": who.account.pk,
        "ordered_on": one.ordered_on,
        "product": clean_text(one.product, "product", 100),
        "amount": check_amount(one.amount),
        "currency_id": one.currency.upper(),
    }
    key = clean_text(one.external_id, "external_id", 100)
    order, made = here.get(key), False
    if order is None:
        order, made = Order(external_id=key or None, created_at=at), True
    if not made and all(getattr(order, name) == value for name, value in values.items()):
        return order.pk, "unchanged", None
    for name, value in values.items():
        setattr(order, name, value)
    order.save()
    if key:
        here[key] = order
    detail = {"amount": str(values["amount"]), "currency": values["currency_id"], "account": who.account.pk}
    record(actor, f"customers.order.{'added' if made else 'changed'}", order, detail=detail)
    return order.pk, "created" if made else "changed", None

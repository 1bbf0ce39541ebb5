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
from samebook.company.rules import check_in_use
from samebook.customers.models import Order
from samebook.exchange.keeping import each, written
from samebook.exchange.targets import RowOutcome
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
def keep_orders(actor: Actor, given: Sequence[OrderInput], *, at: datetime) -> list[RowOutcome]:
    """Add orders, or change those that are here under the same external id; the account becomes a customer.

    Returns:
        One answer for each, in order.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="record orders")
    found = identify(actor, [_arrival(one) for one in given], at=at)
    wanted = {one.external_id for one in given if one.external_id}
    here = {order.external_id: order for order in Order.objects.filter(external_id__in=wanted)}
    codes = frozenset(currencies())
    pairs = zip(given, found, strict=True)
    answers = each(pairs, lambda pair: _keep(actor, *pair, here, codes, at=at))
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
) -> RowOutcome:
    if who.refused is not None:
        raise who.refused
    if who.account is None:
        raise Refused(
            "customers.no_account", "Say whose order it is: an account's external id, or a company.", "company"
        )
    values = {
        "account_id": who.account.pk,
        "ordered_on": one.ordered_on,
        "product": clean_text(one.product, "product", 100),
        "amount": check_amount(one.amount),
        "currency_id": check_in_use(one.currency, codes),
    }
    key = clean_text(one.external_id, "external_id", 100)
    order = here.get(key) or Order(external_id=key or None, created_at=at)
    what = written(order, values)
    if key:
        here[key] = order
    if what != "unchanged":
        detail = {"amount": str(values["amount"]), "currency": values["currency_id"], "account": who.account.pk}
        record(actor, f"customers.order.{'added' if what == 'created' else 'changed'}", order, detail=detail)
    return RowOutcome(what, order.pk)

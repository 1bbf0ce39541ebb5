"""What the pages of accounts, people and opportunities show of orders and surveys."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from samebook.customers.models import Order
from samebook.customers.queries import orders_for, survey_answers_for
from samebook.kernel.access import Actor
from samebook.kernel.money import Money
from samebook.ui.panels import Found, Moment, Panel

MOST = 12


def orders_by(column: str) -> Callable[[Actor, int], dict[str, Any]]:
    """Reads the latest orders of one record, and what they come to in each currency."""

    def read(actor: Actor, record_id: int) -> dict[str, Any]:
        found: list[Order] = list(orders_for(actor).filter(**{column: record_id})[:MOST])
        if not found:
            return {}
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for order in found:
            sums[order.currency_id] += order.amount
        totals = [Money(amount, currency) for currency, amount in sorted(sums.items())]
        return {"orders": found, "totals": totals, "is_cut": len(found) == MOST}

    return read


def told(found: Found) -> Iterable[Moment]:
    for order in found["orders"]:
        at = timezone.make_aware(datetime.combine(order.ordered_on, time()))
        amount = f"{abs(order.amount):,.2f}".removesuffix(".00") + f" {order.currency_id}"
        what = f"Ordered {order.product}: {amount}" if order.product else f"Ordered for {amount}"
        yield Moment(at, what if order.amount >= 0 else f"Refunded {amount}", is_day=True)


def surveys_by(column: str) -> Callable[[Actor, int], dict[str, Any]]:
    """Reads what one account or person answered last, as far as the actor may see it."""

    def read(actor: Actor, record_id: int) -> dict[str, Any]:
        found = list(survey_answers_for(actor).filter(**{column: record_id})[:MOST])
        return {"answers": found} if found else {}

    return read


TEMPLATE = "customers/panel.html"
SURVEYS = "customers/surveys_panel.html"
PANELS = (
    Panel("account", TEMPLATE, orders_by("account_id"), told),
    Panel("account", SURVEYS, surveys_by("account_id")),
    Panel("person", SURVEYS, surveys_by("person_id")),
    Panel("opportunity", TEMPLATE, orders_by("opportunity_id"), told),
)

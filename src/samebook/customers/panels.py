"""What the pages of accounts and opportunities show of orders."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from samebook.customers.models import Order
from samebook.customers.queries import orders_for
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


TEMPLATE = "customers/panel.html"
PANELS = (
    Panel("account", TEMPLATE, orders_by("account_id"), told),
    Panel("opportunity", TEMPLATE, orders_by("opportunity_id"), told),
)

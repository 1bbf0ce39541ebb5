"""Orders from files."""

from collections.abc import Sequence
from datetime import datetime

from samebook.customers.actions import OrderInput, keep_orders
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor


def load_orders(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """See ``actions.keep_orders``."""
    return keep_orders(actor, [OrderInput(**row.values) for row in rows], at=at)


ORDERS = ImportTarget(
    name="orders",
    label="Orders",
    fields=(
        TargetField("external_id", "External id", help="The order's number."),
        TargetField("account_external_id", "Account", help="The account's external id; or name the company."),
        TargetField("company", "Company"),
        TargetField("country", "Country"),
        TargetField("website", "Website"),
        TargetField("ordered_on", "Ordered on", "date", required=True),
        TargetField("product", "Product"),
        TargetField("amount", "Amount", "decimal", required=True, help="Below zero for a refund."),
        TargetField("currency", "Currency", required=True, help="Three letters, such as EUR."),
    ),
    load=load_orders,
)
TARGETS = (ORDERS,)

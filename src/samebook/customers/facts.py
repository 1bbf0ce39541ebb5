"""What customers publish to the numbers: their orders."""

from samebook.company.rated import AT_RATE, with_rate
from samebook.numbers.tables import Column, FactTable

ORDERS = FactTable(
    name="orders",
    grain="one row per order; a refund is an order below zero",
    territory="territory_id",
    columns=(
        Column("order_id", "integer", "The order."),
        Column("account_id", "integer", "Who ordered.", ref="accounts.account_id"),
        Column("opportunity_id", "integer", "What it came of, when known.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The account's territory.", ref="territories.territory_id"),
        Column("ordered_on", "date", "The day of the order."),
        Column("product", "text", "As the order names it."),
        Column("amount", "decimal", "As ordered.", unit="currency of the row"),
        Column("currency", "text", "ISO 4217 code."),
        *AT_RATE,
    ),
    sql=with_rate(
        """
    select o.id as order_id, o.account_id as account_id, o.opportunity_id as opportunity_id,
           a.territory_id as territory_id, o.ordered_on as ordered_on, o.product as product, o.amount as amount,
           o.currency_id as currency,
           [rate] as rate
    from customers_order o
    join accounts_account a on a.id = o.account_id
    """,
        currency="o.currency_id",
        day="o.ordered_on",
    ),
)

TABLES = (ORDERS,)

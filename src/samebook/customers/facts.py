"""What customers publish to the numbers: their orders."""

from samebook.numbers.snapshot.derive import converted
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
        Column("rate", "rate", "Company currency for one of the row's, as entered for the day; null: no rate."),
        Column(
            "amount_company",
            "decimal",
            "In the company's currency at the dated rate, rounded half away from zero; null without a rate.",
            unit="company currency",
            derived=converted("amount", "rate"),
        ),
    ),
    sql="""
    select o.id as order_id, o.account_id as account_id, o.opportunity_id as opportunity_id,
           a.territory_id as territory_id, o.ordered_on as ordered_on, o.product as product, o.amount as amount,
           o.currency_id as currency,
           case when o.currency_id = (select k.currency from company_company k) then 1 else (
               select r.rate from company_exchangerate r
               where r.currency_id = o.currency_id and r.from_date <= o.ordered_on
               order by r.from_date desc limit 1
           ) end as rate
    from customers_order o
    join accounts_account a on a.id = o.account_id
    """,
)

TABLES = (ORDERS,)

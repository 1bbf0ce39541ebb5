"""What customers publish to the numbers: their orders, and how they scored in surveys."""

from samebook.company.rated import AT_RATE, with_rate
from samebook.numbers.tables import Column, Dimension, FactTable

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

SURVEY_ANSWERS = FactTable(
    name="survey_answers",
    grain="one row per person who was asked in a survey, whether they answered or not",
    territory="territory_id",
    columns=(
        Column("survey_answer_id", "integer", "Who was asked, in which survey."),
        Column("account_id", "integer", "Their company; null when not said.", ref="accounts.account_id"),
        Column("territory_id", "integer", "The account's territory.", ref="territories.territory_id"),
        Column("survey", "text", "The survey's name."),
        Column("asked_on", "date", "The day they were asked; null when not said."),
        Column("answered_on", "date", "The day they answered; null while they have not."),
        Column("score", "integer", "0 to 10; null without an answer, or when they gave none.", unit="points"),
    ),
    sql="""
    select s.id as survey_answer_id, s.account_id as account_id, a.territory_id as territory_id, s.survey as survey,
           s.asked_on as asked_on, s.answered_on as answered_on, s.score as score
    from customers_surveyanswer s
    left join accounts_account a on a.id = s.account_id
    """,
)

TABLES = (ORDERS, SURVEY_ANSWERS)

DIMENSIONS = (Dimension("survey", "Survey", "survey"),)

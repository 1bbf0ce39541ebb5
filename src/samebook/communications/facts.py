"""What communications publish to the numbers: themselves, what they cost, and what came back."""

from samebook.company.rated import AT_RATE, with_rate
from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

COMMUNICATIONS = FactTable(
    name="communications",
    grain="one row per communication",
    is_open=True,
    columns=(
        Column("communication_id", "integer", "The communication."),
        Column("label", "text", "What marketing calls it."),
        Column("channel", "text", "Mailing, fair, page and so on."),
        Column("started_on", "date", "First day; null when not said."),
        Column("ended_on", "date", "Last day; null while it runs."),
    ),
    sql="""
    select c.id as communication_id, c.name as label, c.channel as channel, c.started_on as started_on,
           c.ended_on as ended_on
    from communications_communication c
    """,
)

COSTS = FactTable(
    name="costs",
    grain="one row per booked cost",
    columns=(
        Column("cost_id", "integer", "The cost."),
        Column("communication_id", "integer", "What it was spent on.", ref="communications.communication_id"),
        Column("source", "text", "The source of leads it was spent on, when it is not one communication."),
        Column("booked_on", "date", "The day it is booked."),
        Column("amount", "decimal", "As booked.", unit="currency of the row"),
        Column("currency", "text", "ISO 4217 code."),
        *AT_RATE,
    ),
    sql=with_rate(
        """
    select c.id as cost_id, c.communication_id as communication_id, c.source as source, c.booked_on as booked_on,
           c.amount as amount, c.currency_id as currency,
           [rate] as rate
    from communications_cost c
    """,
        currency="c.currency_id",
        day="c.booked_on",
    ),
)

RESPONSES = FactTable(
    name="responses",
    grain="one row per response",
    territory="territory_id",
    columns=(
        Column("response_id", "integer", "The response."),
        Column("communication_id", "integer", "What it answers.", ref="communications.communication_id"),
        Column("account_id", "integer", "The company of whoever answered.", ref="accounts.account_id"),
        Column("source", "text", "The lead's source."),
        Column("path", "text", "The response path: form, telephone, fair."),
        Column("territory_id", "integer", "The account's territory.", ref="territories.territory_id"),
        Column("received_at", "timestamp", "When it came."),
        Column("received_on", "date", "The same as a day of the company's.", derived=local_day("received_at")),
    ),
    sql="""
    select r.id as response_id, r.communication_id as communication_id, r.account_id as account_id,
           r.source as source, r.path as path, a.territory_id as territory_id, r.received_at as received_at
    from communications_response r
    left join accounts_account a on a.id = r.account_id
    """,
)

TABLES = (COMMUNICATIONS, COSTS, RESPONSES)

DIMENSIONS = (
    Dimension("source", "Source", "source"),
    Dimension("communication", "Communication", "communication_id", label="communications.label"),
)

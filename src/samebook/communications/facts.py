"""What communications publish to the numbers: themselves, what they cost, and what came back."""

from samebook.communications.holdouts.facts import TABLES as HOLDOUT_TABLES
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

IMPORT = Column("import_id", "integer", "The import of history that brought it; null: it is among the records.")
"""Which rows came from files of history: no lead and no duty came of them."""

RESPONSES = FactTable(
    name="responses",
    grain="one row per response, of the records or of history",
    bulk=True,
    territory="territory_id",
    columns=(
        Column("response_id", "integer", "The response."),
        Column("communication_id", "integer", "What it answers.", ref="communications.communication_id"),
        Column("account_id", "integer", "The company of whoever answered.", ref="accounts.account_id"),
        Column("source", "text", "The lead's source."),
        Column("path", "text", "The response path: form, telephone, fair."),
        Column("territory_id", "integer", "The account's territory.", ref="territories.territory_id"),
        Column("received_at", "timestamp", "When it came."),
        IMPORT,
        Column("received_on", "date", "The same as a day of the company's.", derived=local_day("received_at")),
    ),
    sql="""
    select r.id as response_id, r.communication_id as communication_id, r.account_id as account_id,
           r.source as source, r.path as path, a.territory_id as territory_id, r.received_at as received_at,
           null as import_id
    from communications_response r
    left join accounts_account a on a.id = r.account_id
    """,
)

OF_THE_ACCOUNT = (
    Column("account_id", "integer", "The company; null when it is not known here.", ref="accounts.account_id"),
    Column("person_id", "integer", "The person; null when not known here."),
    Column("communication_id", "integer", "Part of which communication.", ref="communications.communication_id"),
    Column(
        "territory_id", "integer", "The account's territory at the import; null: none.", ref="territories.territory_id"
    ),
    Column("channel", "text", "How: email, phone, fair and so on; the communication's where the file does not say."),
)

TOUCHES = FactTable(
    name="touches",
    grain="one row per touch: one contact between the company and an account or a person, in either direction",
    bulk=True,
    territory="territory_id",
    columns=(
        Column("touch_id", "integer", "The touch; made of its id in the file, else of what the row says."),
        *OF_THE_ACCOUNT,
        Column("direction", "text", "outbound or inbound; null when not said."),
        Column("happened_at", "timestamp", "When it happened."),
        IMPORT,
        Column("happened_on", "date", "The same as a day of the company's.", derived=local_day("happened_at")),
    ),
)

SENDS = FactTable(
    name="sends",
    grain="one row per message sent to one address",
    bulk=True,
    territory="territory_id",
    columns=(
        Column("send_id", "integer", "The message; made of its id in the file, else of what the row says."),
        *OF_THE_ACCOUNT,
        Column("arm", "text", "Which version, where several were tried; null when not said."),
        Column("outcome", "text", "delivered, bounced, failed or suppressed; null when not said."),
        Column("sent_at", "timestamp", "When it was sent."),
        IMPORT,
        Column("sent_on", "date", "The same as a day of the company's.", derived=local_day("sent_at")),
    ),
)

TABLES = (COMMUNICATIONS, COSTS, RESPONSES, TOUCHES, SENDS, *HOLDOUT_TABLES)

DIMENSIONS = (
    Dimension("source", "Source", "source"),
    Dimension("communication", "Communication", "communication_id", label="communications.label"),
    Dimension("channel", "Channel", "channel"),
    Dimension("outcome", "Outcome", "outcome"),
)

"""What buying publishes to the numbers: opportunities and the stages they entered."""

from samebook.company.rated import with_rate
from samebook.numbers.snapshot.derive import converted, local_day
from samebook.numbers.tables import Column, Dimension, FactTable

OPPORTUNITIES = FactTable(
    name="opportunities",
    grain="one row per opportunity",
    territory="territory_id",
    columns=(
        Column("opportunity_id", "integer", "The opportunity."),
        Column("account_id", "integer", "Who would buy.", ref="accounts.account_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("territory_id", "integer", "Where.", ref="territories.territory_id"),
        Column("communication_id", "integer", "What began it.", ref="communications.communication_id"),
        Column("source", "text", "The source it came from."),
        Column("origin", "text", "Where the record came from."),
        Column("stage", "text", "The stage it is in, or was in when it closed."),
        Column("amount", "decimal", "Null when not estimated.", unit="currency of the row"),
        Column("currency", "text", "ISO 4217 code."),
        Column(
            "rate",
            "rate",
            "Company currency for one of the row's, as entered for the day it closed, else opened; null: no rate.",
        ),
        Column(
            "amount_company",
            "decimal",
            "In the company's currency at that rate, rounded half away from zero; null without amount or rate.",
            unit="company currency",
            derived=converted("amount", "rate"),
        ),
        Column("opened_on", "date", "The day it was opened."),
        Column("expected_close_date", "date", "When the rep expects the decision."),
        Column("outcome", "text", "open, won or lost."),
        Column("closed_on", "date", "The day it was won or lost; null while open."),
    ),
    sql=with_rate(
        """
    select o.id as opportunity_id, o.account_id as account_id, o.owner_id as owner_id,
           o.territory_id as territory_id, o.communication_id as communication_id, o.source as source,
           o.origin as origin, o.stage as stage, o.amount as amount, o.currency_id as currency,
           [rate] as rate,
           o.opened_on as opened_on, o.expected_close_date as expected_close_date, o.outcome as outcome,
           o.closed_on as closed_on
    from buying_opportunity o
    """,
        currency="o.currency_id",
        day="coalesce(o.closed_on, o.opened_on)",
    ),
)

STAGE_CHANGES = FactTable(
    name="stage_changes",
    grain="one row per stage that an opportunity entered",
    territory="territory_id",
    columns=(
        Column("stage_change_id", "integer", "The change."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("stage", "text", "The stage it entered."),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("happened_at", "timestamp", "When it entered."),
        Column("happened_on", "date", "The same as a day of the company's.", derived=local_day("happened_at")),
    ),
    sql="""
    select c.id as stage_change_id, c.opportunity_id as opportunity_id, c.stage as stage,
           o.territory_id as territory_id, c.happened_at as happened_at
    from buying_stagechange c
    join buying_opportunity o on o.id = c.opportunity_id
    """,
)

TABLES = (OPPORTUNITIES, STAGE_CHANGES)

DIMENSIONS = (Dimension("stage", "Stage", "stage"),)

"""What buying publishes to the numbers: opportunities and the stages they entered."""

from samebook.company.rated import AT_RATE, with_rate
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
        Column("pipeline", "text", "The pipeline it goes by."),
        Column("edition_id", "integer", "The edition under which it was opened.", ref="editions.edition_id"),
        Column("forecast", "text", "pipeline, best_case, commit or omitted."),
        Column("partner_id", "integer", "The company that sells it with us.", ref="accounts.account_id"),
        Column(
            "won_back_from_id",
            "integer",
            "The lost one that came back as this one.",
            ref="opportunities.opportunity_id",
        ),
        Column("stage_entered_at", "timestamp", "When it entered its stage; null where nobody recorded it."),
        Column("close_date_moves", "integer", "How often its close date was moved to another.", unit="moves"),
        Column("closings", "integer", "How often it was won or lost, closings that did not hold included."),
        Column("reopenings", "integer", "How often it was opened again."),
        Column("first_closed_on", "date", "The day it was first won or lost; null when it never was."),
    ),
    sql=with_rate(
        """
    select o.id as opportunity_id, o.account_id as account_id, o.owner_id as owner_id,
           o.territory_id as territory_id, o.communication_id as communication_id, o.source as source,
           o.origin as origin, o.stage as stage, o.amount as amount, o.currency_id as currency,
           [rate] as rate,
           o.opened_on as opened_on, o.expected_close_date as expected_close_date, o.outcome as outcome,
           o.closed_on as closed_on,
           o.pipeline as pipeline, o.edition_id as edition_id, o.forecast as forecast, o.partner_id as partner_id,
           o.won_back_from_id as won_back_from_id, o.stage_entered_at as stage_entered_at,
           coalesce(m.moves, 0) as close_date_moves, coalesce(e.closings, 0) as closings,
           coalesce(e.reopenings, 0) as reopenings, e.first_closed_on as first_closed_on
    from buying_opportunity o
    left join (
        select opportunity_id, count(*) as moves
        from buying_closedatemove
        where from_date is not null and to_date is not null
        group by opportunity_id
    ) m on m.opportunity_id = o.id
    left join (
        select opportunity_id, count(*) as closings, count(reopened_at) as reopenings,
               min(closed_on) as first_closed_on
        from buying_closing
        group by opportunity_id
    ) e on e.opportunity_id = o.id
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
        Column("decision", "text", "Which of the customer's decisions the stage is part of; null for unknown stages."),
        Column("left_at", "timestamp", "When it left the stage; null while in it, and for entries that are no visit."),
        Column("left_on", "date", "The same as a day of the company's.", derived=local_day("left_at")),
        Column("left_by", "text", "moved, to another stage, or closed; null while in it."),
        Column("visit", "integer", "1 for the first visit to this stage; null for an entry that is no visit."),
        Column("flaw", "text", "The rule of histories that applied; null for a sound entry."),
        Column("origin", "text", "person, import, api or assumed."),
    ),
    sql="""
    select c.id as stage_change_id, c.opportunity_id as opportunity_id, c.stage as stage,
           o.territory_id as territory_id, c.happened_at as happened_at, c.decision as decision,
           case when c.visit is not null then c.left_at end as left_at,
           case when c.visit is null or c.left_at is null then null
                when e.closed_at is not null then 'closed' else 'moved' end as left_by,
           c.visit as visit, c.flaw as flaw, c.origin as origin
    from buying_stagechange c
    join buying_opportunity o on o.id = c.opportunity_id
    left join (
        select opportunity_id, closed_at from buying_closing group by opportunity_id, closed_at
    ) e on e.opportunity_id = c.opportunity_id and e.closed_at = c.left_at
    """,
)

CLOSE_DATE_MOVES = FactTable(
    name="close_date_moves",
    grain="one row per time that the expected close date was said or moved",
    territory="territory_id",
    columns=(
        Column("close_date_move_id", "integer", "The move."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("from_date", "date", "What was expected before; null for the first date."),
        Column("to_date", "date", "What is expected from then on; null for none."),
        Column("happened_at", "timestamp", "When it was said."),
        Column("happened_on", "date", "The same as a day of the company's.", derived=local_day("happened_at")),
        Column("origin", "text", "person, import, api or assumed."),
    ),
    sql="""
    select m.id as close_date_move_id, m.opportunity_id as opportunity_id, o.territory_id as territory_id,
           m.from_date as from_date, m.to_date as to_date, m.happened_at as happened_at, m.origin as origin
    from buying_closedatemove m
    join buying_opportunity o on o.id = m.opportunity_id
    """,
)

OPPORTUNITY_PRODUCTS = FactTable(
    name="opportunity_products",
    grain="one row per product that an opportunity offers",
    territory="territory_id",
    columns=(
        Column("opportunity_product_id", "integer", "The line."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("product", "text", "What the company calls it."),
        Column("quantity", "decimal", "How many, rounded to two decimals."),
        Column("amount", "decimal", "For all of them; null when not priced.", unit="currency of the row"),
        Column("currency", "text", "ISO 4217 code, the opportunity's."),
        *AT_RATE,
    ),
    sql=with_rate(
        """
    select p.id as opportunity_product_id, p.opportunity_id as opportunity_id, o.territory_id as territory_id,
           p.product as product, round(p.quantity, 2) as quantity, p.amount as amount, o.currency_id as currency,
           [rate] as rate
    from buying_productline p
    join buying_opportunity o on o.id = p.opportunity_id
    """,
        currency="o.currency_id",
        day="coalesce(o.closed_on, o.opened_on)",
    ),
)

OPPORTUNITY_COMPETITORS = FactTable(
    name="opportunity_competitors",
    grain="one row per competitor named in an opportunity",
    territory="territory_id",
    columns=(
        Column("opportunity_competitor_id", "integer", "The line."),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("competitor", "text", "The competing company, as it was named, in small letters."),
    ),
    sql="""
    select c.id as opportunity_competitor_id, c.opportunity_id as opportunity_id, o.territory_id as territory_id,
           c.key as competitor
    from buying_competitor c
    join buying_opportunity o on o.id = c.opportunity_id
    """,
)

TABLES = (OPPORTUNITIES, STAGE_CHANGES, CLOSE_DATE_MOVES, OPPORTUNITY_PRODUCTS, OPPORTUNITY_COMPETITORS)

DIMENSIONS = (
    Dimension("stage", "Stage", "stage"),
    Dimension("pipeline", "Pipeline", "pipeline"),
    Dimension("decision", "Customer's decision", "decision"),
    Dimension("competitor", "Competitor", "competitor"),
)

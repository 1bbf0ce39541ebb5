"""What judging publishes to the numbers: how each criterion came out for each lead, as it was judged."""

from samebook.numbers.tables import Column, FactTable

JUDGEMENTS = FactTable(
    name="judgements",
    grain="one row per judged lead; of a delivered one as it stood at delivery",
    territory="territory_id",
    columns=(
        Column("lead_id", "integer", "The lead.", ref="leads.lead_id"),
        Column("territory_id", "integer", "Where it was routed.", ref="territories.territory_id"),
        Column("criteria", "text", "Per level the names of the criteria met, false and unknown, as JSON."),
    ),
    sql="""
    select l.id as lead_id, l.territory_id as territory_id, l.judgement ->> 'levels' as criteria
    from leads_lead l
    where l.verdict <> ''
    """,
)

"""What launches publish to the numbers: cells, readiness by day, and the sales of what was launched. No names."""

from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

LAUNCHES = FactTable(
    name="launches",
    grain="one row per launch",
    is_open=True,
    columns=(
        Column("launch_id", "integer", "The launch."),
        Column("label", "text", "What the company calls it."),
        Column("product", "text", "The product, as opportunities call it."),
        Column("state", "text", "planned, ready or called_off."),
        Column("planned_on", "date", "The day its plan began."),
        Column("begins_on", "date", "The day from which the product is sold."),
        Column("ready_by", "date", "The day on which the grid should be covered."),
    ),
    sql="""
    select l.id as launch_id, l.name as label, l.product as product, l.state as state, l.planned_on as planned_on,
           l.begins_on as begins_on, coalesce(l.ready_by, l.begins_on) as ready_by
    from launches_launch l
    """,
)

LAUNCH_CELLS = FactTable(
    name="launch_cells",
    grain="one row per cell of a launch's grid",
    columns=(
        Column("launch_cell_id", "integer", "The cell."),
        Column("launch_id", "integer", "The launch.", ref="launches.launch_id"),
        Column("launch_state", "text", "planned, ready or called_off."),
        Column("begins_on", "date", "The day from which the product is sold."),
        Column("role", "text", "The role, as the Book names it."),
        Column("decision", "text", "The customer's decision."),
        Column("cause", "text", "The cause of stalls, as the Book names it; none for before any stall."),
        Column("segment", "text", "The segment, as the Book names it; null for all."),
        Column("is_required", "boolean", "Whether the plan requires it."),
        Column("is_covered", "boolean", "Whether something covered it when it was last counted."),
        Column("is_signed", "boolean", "Whether somebody signed for the gap and that stands."),
        Column("required_at", "timestamp", "Since when it is required; null where it is not."),
        Column("required_on", "date", "The same as a day of the company's.", derived=local_day("required_at")),
        Column("covered_at", "timestamp", "When it was first covered while required; null where it never was."),
        Column("covered_on", "date", "The same as a day of the company's.", derived=local_day("covered_at")),
    ),
    sql="""
    select c.id as launch_cell_id, c.launch_id as launch_id, l.state as launch_state, l.begins_on as begins_on,
           c.role as role, c.decision as decision, c.cause as cause, c.segment as segment,
           c.required as is_required, c.is_covered as is_covered,
           case when s.signed_at is not null and not c.is_covered and (c.lost_at is null or s.signed_at >= c.lost_at)
                then true else false end as is_signed,
           case when c.required then c.required_since end as required_at,
           case when not c.required or c.first_covered_at is null then null
                when c.first_covered_at < c.required_since then c.required_since
                else c.first_covered_at end as covered_at
    from launches_cell c
    join launches_launch l on l.id = c.launch_id
    left join (
        select sc.cell_id, max(g.signed_at) as signed_at
        from launches_signedcell sc
        join launches_signature g on g.id = sc.signature_id
        group by sc.cell_id
    ) s on s.cell_id = c.id
    """,
)

LAUNCH_READINESS = FactTable(
    name="launch_readiness",
    grain="one row per launch and day on which it was counted",
    columns=(
        Column("launch_readiness_id", "integer", "The day of the launch."),
        Column("launch_id", "integer", "The launch.", ref="launches.launch_id"),
        Column("day", "date", "The company's day."),
        Column("required", "integer", "Required cells, as last counted that day.", unit="cells"),
        Column("covered", "integer", "Of them covered.", unit="cells"),
        Column("signed", "integer", "Of them not covered and signed for.", unit="cells"),
        Column("to_train", "integer", "Reps who should know the newest material.", unit="people"),
        Column("trained", "integer", "Of them who have acknowledged it.", unit="people"),
    ),
    sql="""
    select r.id as launch_readiness_id, r.launch_id as launch_id, r.day as day, r.required as required,
           r.covered as covered, r.signed as signed, r.to_train as to_train, r.trained as trained
    from launches_readinessday r
    """,
)

LAUNCH_SALES = FactTable(
    name="launch_sales",
    grain="one row per launch and opportunity of its product, opened since it began",
    territory="territory_id",
    columns=(
        Column("launch_sale_id", "integer", "Its place among them, by launch and opportunity."),
        Column("launch_id", "integer", "The launch.", ref="launches.launch_id"),
        Column("opportunity_id", "integer", "The opportunity.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "Where.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("opened_on", "date", "The day it was opened."),
        Column("people", "integer", "People at the customer who take part in it.", unit="people"),
    ),
    sql="""
    select row_number() over (order by l.id, o.id) as launch_sale_id, l.id as launch_id, o.id as opportunity_id,
           o.territory_id as territory_id, o.owner_id as owner_id, o.opened_on as opened_on,
           coalesce(g.people, 0) as people
    from launches_launch l
    join buying_productline p on p.product = l.product
    join buying_opportunity o on o.id = p.opportunity_id and o.opened_on >= l.begins_on
    left join (
        select opportunity_id, count(*) as people from buying_opportunity_people group by opportunity_id
    ) g on g.opportunity_id = o.id
    group by l.id, o.id, o.territory_id, o.owner_id, o.opened_on, g.people
    """,
)

TABLES = (LAUNCHES, LAUNCH_CELLS, LAUNCH_READINESS, LAUNCH_SALES)

DIMENSIONS = (
    Dimension("launch", "Launch", "launch_id", label="launches.label"),
    Dimension("segment", "Segment", "segment"),
)

"""What stalls publish to the numbers: each stall, and the time in which a sale stood still, counted once."""

from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

ROLE_FIRST = (
    "case r.kind when 'stalls' then 1 when 'refuses' then 2 when 'decides' then 3 when 'supports' then 4 else 5 end"
)

STALLS = FactTable(
    name="stalls",
    grain="one row per stall; those that were waved off were none",
    territory="territory_id",
    columns=(
        Column("stall_id", "integer", "The stall."),
        Column("opportunity_id", "integer", "The sale that stood still.", ref="opportunities.opportunity_id"),
        Column("account_id", "integer", "Who would buy.", ref="accounts.account_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("cause", "text", "By its name in the Book."),
        Column(
            "role", "text", "What the person was in that decision, by the Book's name; null for nobody, or no role."
        ),
        Column("role_kind", "text", "stalls, refuses, decides, supports or takes_part; null where the role is."),
        Column("decision", "text", "The customer's decision in which it arose; null for unknown stages."),
        Column("stage", "text", "The stage in which it arose."),
        Column("opened_at", "timestamp", "Since when."),
        Column("closed_at", "timestamp", "Until when; null while it is open."),
        Column("ended_by", "text", "answered, moved_on, play, won, lost or unknown; null while it is open."),
        Column("overlapping", "boolean", "Whether the sale had another stall during a part of it."),
        Column("origin", "text", "person, rule, import or api."),
        Column("rule", "text", "The Book's rule that proposed it."),
        Column("outcome", "text", "What became of the sale: open, won or lost."),
        Column("source", "text", "The sale's source."),
        Column("pipeline", "text", "The pipeline that the sale goes by."),
        Column("recorded_at", "timestamp", "When it was written down."),
        Column("opened_on", "date", "opened_at as a day of the company's.", derived=local_day("opened_at")),
        Column("closed_on", "date", "closed_at as a day of the company's.", derived=local_day("closed_at")),
    ),
    sql="""
    with kept as (
        select * from stalls_stall where ended_by <> 'waved_off'
    ),
    roles as (
        select s.id as stall_id, r.role as role, r.kind as kind,
               row_number() over (
                   partition by s.id
                   order by case r.kind when 'stalls' then 1 when 'refuses' then 2 when 'decides' then 3
                                        when 'supports' then 4 else 5 end, r.role, r.id
               ) as place
        from kept s
        join groups_member m on m.opportunity_id = s.opportunity_id and m.person_id = s.person_id
                            and m.decision = s.decision
        join groups_memberrole r on r.member_id = m.id
        where r.until is null or r.until > s.opened_at
    )
    select s.id as stall_id, s.opportunity_id as opportunity_id, o.account_id as account_id,
           o.territory_id as territory_id, o.owner_id as owner_id, s.cause as cause, r.role as role,
           r.kind as role_kind, s.decision as decision, s.stage as stage, s.opened_at as opened_at,
           s.closed_at as closed_at, s.ended_by as ended_by,
           case when exists (
               select 1 from kept t
               where t.opportunity_id = s.opportunity_id and t.id <> s.id
                 and (t.closed_at is null or t.closed_at > s.opened_at)
                 and (s.closed_at is null or t.opened_at < s.closed_at)
           ) then true else false end as overlapping,
           s.origin as origin, s.rule as rule, o.outcome as outcome, o.source as source, o.pipeline as pipeline,
           s.recorded_at as recorded_at
    from kept s
    join buying_opportunity o on o.id = s.opportunity_id
    left join roles r on r.stall_id = s.id and r.place = 1
    """,
)

STALLED_TIMES = FactTable(
    name="stalled_times",
    grain="one row per time without a break in which a sale stood still within one visit to a stage",
    territory="territory_id",
    columns=(
        Column("stalled_time_id", "integer", "The time; numbered anew in each snapshot."),
        Column("opportunity_id", "integer", "The sale.", ref="opportunities.opportunity_id"),
        Column("account_id", "integer", "Who would buy.", ref="accounts.account_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("stage", "text", "The stage it was in."),
        Column("decision", "text", "The customer's decision that the stage is part of; null for unknown stages."),
        Column("from_at", "timestamp", "Since when it stood still there."),
        Column("until_at", "timestamp", "Until when; null while it does."),
        Column("from_on", "date", "from_at as a day of the company's.", derived=local_day("from_at")),
        Column("until_on", "date", "until_at as a day of the company's.", derived=local_day("until_at")),
    ),
    sql="""
    with kept as (
        select id, opportunity_id, opened_at, closed_at from stalls_stall
        where ended_by <> 'waved_off' and (closed_at is null or closed_at > opened_at)
    ),
    marked as (
        select id, opportunity_id, opened_at, closed_at,
               max(coalesce(closed_at, '9999-12-31')) over (
                   partition by opportunity_id order by opened_at, id
                   rows between unbounded preceding and 1 preceding
               ) as stood_until
        from kept
    ),
    numbered as (
        select id, opportunity_id, opened_at, closed_at,
               sum(case when stood_until is null or opened_at > stood_until then 1 else 0 end) over (
                   partition by opportunity_id order by opened_at, id rows unbounded preceding
               ) as stretch
        from marked
    ),
    stretches as (
        select opportunity_id, stretch, min(id) as first_id, min(opened_at) as from_at,
               case when count(*) = count(closed_at) then max(closed_at) end as until_at
        from numbered
        group by opportunity_id, stretch
    ),
    cut as (
        select s.opportunity_id as opportunity_id, s.first_id as first_id, c.id as change_id, c.stage as stage,
               c.decision as decision,
               case when c.happened_at > s.from_at then c.happened_at else s.from_at end as from_at,
               case when s.until_at is null then c.left_at
                    when c.left_at is null or s.until_at < c.left_at then s.until_at
                    else c.left_at end as until_at
        from stretches s
        join buying_stagechange c on c.opportunity_id = s.opportunity_id and c.visit is not null
                                 and (s.until_at is null or c.happened_at < s.until_at)
                                 and (c.left_at is null or c.left_at > s.from_at)
    )
    select row_number() over (order by c.first_id, c.change_id) as stalled_time_id,
           c.opportunity_id as opportunity_id, o.account_id as account_id, o.territory_id as territory_id,
           o.owner_id as owner_id, c.stage as stage, c.decision as decision, c.from_at as from_at,
           c.until_at as until_at
    from cut c
    join buying_opportunity o on o.id = c.opportunity_id
    """,
)

TABLES = (STALLS, STALLED_TIMES)

DIMENSIONS = (
    Dimension("cause", "Cause of the stall", "cause"),
    Dimension("role", "Role", "role"),
    Dimension("role_kind", "Kind of role", "role_kind"),
    Dimension("ended_by", "What ended it", "ended_by"),
)

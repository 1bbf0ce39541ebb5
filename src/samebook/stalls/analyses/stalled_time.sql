-- name: stalled_time
-- title: Where time stands still
-- means: Of the days that sales were open, those on which they stood still: by stage, cause, kind of role and product.
-- kind: standing
-- grain: One row per way to split, part of it, and whether sales stood still.
-- columns:
--   split: text. What the part is one of: all, stage, cause, role_kind or product.
--   part: text. The stage, cause, kind of role or product; null where nobody said.
--   is_held: integer. 1 for days on which sales stood still, 0 for all of their days.
--   days: integer (days). So many, added up over sales.
--   n: integer (sales). How many sales have any.
-- unit: sales
-- nulls: Stalls of one sale that overlap count once, within a cause and within a kind of role too; but causes, and kinds of roles, may hold at once, so their days come to more than all. A sale with several products counts for each. Days are the company's, from the day something began up to the day it ended; what goes on lasts until the snapshot. Only what was noted is counted, and a stall that was waved off is none. Every day is counted and none drawn, so figures have no intervals.
-- time: The days themselves: of what lies partly in the days asked for, that part.
-- source: Samebook's glossary, stall.
-- by: split, part
with spells as (
    select
        c.opportunity_id,
        c.stage,
        0 as is_held,
        case when c.happened_on < o.opened_on then o.opened_on else c.happened_on end as from_on,
        coalesce(c.left_on, :as_of_on) as until_on
    from stage_changes as c
    join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.visit is not null
    union all
    select opportunity_id, stage, 1 as is_held, from_on, coalesce(until_on, :as_of_on) as until_on
    from stalled_times
),
inside as (
    select
        opportunity_id,
        stage,
        is_held,
        case when from_on < :from_on then :from_on else from_on end as from_on,
        case when until_on > :until_on then :until_on else until_on end as until_on
    from spells
),
staged as (
    select opportunity_id, stage, is_held, sum(days_between(from_on, until_on)) as days
    from inside
    where until_on > from_on
    group by opportunity_id, stage, is_held
),
sales as (
    select opportunity_id, is_held, sum(days) as days
    from staged
    group by opportunity_id, is_held
),
offered as (
    select opportunity_id, product
    from opportunity_products
    where product is not null
    group by opportunity_id, product
),
held as (
    select
        opportunity_id,
        cause,
        role_kind,
        opened_on as from_on,
        coalesce(closed_on, :as_of_on) as until_on,
        max(coalesce(closed_on, :as_of_on)) over (
            partition by opportunity_id, cause
            order by opened_on nulls last, stall_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as cause_until,
        max(coalesce(closed_on, :as_of_on)) over (
            partition by opportunity_id, role_kind
            order by opened_on nulls last, stall_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as role_until
    from stalls
),
pieces as (
    select
        'cause' as split,
        cause as part,
        opportunity_id,
        case when cause_until > from_on then cause_until else from_on end as from_on,
        until_on
    from held
    union all
    select
        'role_kind' as split,
        role_kind as part,
        opportunity_id,
        case when role_until > from_on then role_until else from_on end as from_on,
        until_on
    from held
),
clipped as (
    select
        split,
        part,
        opportunity_id,
        case when from_on < :from_on then :from_on else from_on end as from_on,
        case when until_on > :until_on then :until_on else until_on end as until_on
    from pieces
)
select 'all' as split, cast(null as text) as part, is_held, sum(days) as days, count(opportunity_id) as n
from sales
group by is_held
union all
select 'stage' as split, stage as part, is_held, sum(days) as days, count(opportunity_id) as n
from staged
group by stage, is_held
union all
select 'product' as split, p.product as part, s.is_held, sum(s.days) as days, count(s.opportunity_id) as n
from sales as s
join offered as p on p.opportunity_id = s.opportunity_id
group by p.product, s.is_held
union all
select
    split,
    part,
    1 as is_held,
    sum(days_between(from_on, until_on)) as days,
    count(distinct opportunity_id) as n
from clipped
where until_on > from_on
group by split, part

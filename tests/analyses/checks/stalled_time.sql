-- No window: the time of a cause is cut at every day on which one of its stalls began or ended, and each piece that a
-- stall covers is added up.
with valid as (
    select stall_id, opportunity_id, cause, role_kind, opened_on,
           case when closed_on is null then :as_of_on else closed_on end as ends_on
    from stalls where opened_on < case when closed_on is null then :as_of_on else closed_on end
), kinds as (
    select 'cause' as split, cause as part, stall_id, opportunity_id, opened_on, ends_on from valid
    union all
    select 'role_kind' as split, role_kind as part, stall_id, opportunity_id, opened_on, ends_on from valid
), cuts as (
    select split, part, opportunity_id, opened_on as cut_on from kinds
    union
    select split, part, opportunity_id, ends_on as cut_on from kinds
), segments as (
    select a.split, a.part, a.opportunity_id, a.cut_on as from_on, min(b.cut_on) as until_on
    from cuts as a join cuts as b on b.split = a.split and b.cut_on > a.cut_on
        and (b.part = a.part or (b.part is null and a.part is null))
        and (b.opportunity_id = a.opportunity_id or (b.opportunity_id is null and a.opportunity_id is null))
    group by a.split, a.part, a.opportunity_id, a.cut_on
), covered as (
    select s.split, s.part, s.opportunity_id, s.from_on, s.until_on from segments as s
    where exists (
        select 1 from kinds as k where k.split = s.split and k.opened_on <= s.from_on and k.ends_on >= s.until_on
            and (k.part = s.part or (k.part is null and s.part is null))
            and (k.opportunity_id = s.opportunity_id or (k.opportunity_id is null and s.opportunity_id is null))
    )
), sales as (
    select c.opportunity_id, c.stage, 0 as is_held, c.happened_on as from_on, c.left_on as until_on, o.opened_on
    from stage_changes as c join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.visit is not null
    union all
    select opportunity_id, stage, 1 as is_held, from_on, until_on, from_on as opened_on from stalled_times
), days_of as (
    select opportunity_id, stage, is_held, case when opened_on > from_on then opened_on else from_on end as from_on,
           case when until_on is null then :as_of_on else until_on end as until_on
    from sales
), pieces as (
    select 'all' as split, cast(null as text) as part, is_held, opportunity_id, from_on, until_on from days_of
    union all
    select 'stage', stage, is_held, opportunity_id, from_on, until_on from days_of
    union all
    select split, part, 1, opportunity_id, from_on, until_on from covered
    union all
    select 'product', p.product, d.is_held, d.opportunity_id, d.from_on, d.until_on
    from days_of as d
    join (select distinct opportunity_id, product from opportunity_products) as p on p.opportunity_id = d.opportunity_id
    where p.product is not null
), inside as (
    select split, part, is_held, opportunity_id,
           days_between(case when from_on > :from_on then from_on else :from_on end,
                        case when until_on < :until_on then until_on else :until_on end) as days
    from pieces where from_on is not null and until_on is not null
)
select split, part, is_held, sum(days) as days, count(distinct opportunity_id) as n
from inside where days > 0
group by split, part, is_held

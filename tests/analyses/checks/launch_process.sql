-- The sales first, then each way a visit may stand, each by itself.
with sales as (
    select opportunity_id from launch_sales where launch_id = :launch
), entered as (
    select c.stage, c.happened_on, c.left_on, c.left_by, o.outcome
    from sales as s, stage_changes as c, opportunities as o
    where c.opportunity_id = s.opportunity_id and o.opportunity_id = c.opportunity_id
        and c.visit is not null and c.stage is not null
        and not (c.happened_on < :from_on) and c.happened_on < :until_on
), stays as (
    select stage, null as next_stage, happened_on, left_on, 0 as ended from entered where left_by is null
    union all
    select stage, outcome, happened_on, left_on, 1 from entered where left_by = 'closed' and outcome <> 'open'
    union all
    select stage, 'moved', happened_on, left_on, 1 from entered
    where left_by is not null and not (left_by = 'closed' and outcome is not null and outcome <> 'open')
)
select stage, next_stage, days, ended, count(*) as n from (
    select stage, next_stage, ended,
           days_between(happened_on, case when left_on is null then :as_of_on else left_on end) as days
    from stays
) as told
group by stage, next_stage, days, ended

-- name: launch_process
-- title: Sales process of a launch
-- means: How long sales of a launched product stay in each stage, where they go from there, and how many are still in it.
-- kind: visits
-- grain: One row per stage, next stage, whole days, and whether the visit has ended.
-- columns:
--   stage: text. The stage that was entered.
--   next_stage: text. moved, to another stage, or won or lost; null while the opportunity is in it.
--   days: integer (days). From entering to leaving the stage, or to the snapshot.
--   ended: integer. 1 when it was left, 0 while the opportunity is in it.
--   n: integer (visits). How many.
-- parameters:
--   launch: 1 (from 1 to 1000000000). The number of the launch.
-- unit: visits
-- nulls: Opportunities whose products name the launched one, opened since the launch began. Entries that are no visit are not counted: repeated ones, those after the closing, and assumed ones once the true ones are known. Visits that go on count with the days so far (right-censored).
-- time: The day the stage was entered, in the company's zone.
-- source: Kaplan and Meier 1958; Brookmeyer and Crowley 1982.
-- by: stage, next_stage
with visits as (
    select
        c.stage,
        case
            when c.left_by = 'closed' and o.outcome <> 'open' then o.outcome
            when c.left_by is not null then 'moved'
        end as next_stage,
        days_between(c.happened_on, coalesce(c.left_on, :as_of_on)) as days,
        case when c.left_by is null then 0 else 1 end as ended
    from stage_changes as c
    join launch_sales as s on s.opportunity_id = c.opportunity_id
    join opportunities as o on o.opportunity_id = c.opportunity_id
    where s.launch_id = :launch
        and c.visit is not null
        and c.stage is not null
        and c.happened_on >= :from_on
        and c.happened_on < :until_on
)
select stage, next_stage, days, ended, count(*) as n
from visits
group by stage, next_stage, days, ended

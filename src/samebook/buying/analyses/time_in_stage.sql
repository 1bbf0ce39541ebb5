-- name: time_in_stage
-- title: Time in each stage
-- means: How long opportunities stay in each stage, where they go from there, and how many are still in it.
-- kind: visits
-- grain: One row per stage, next stage, whole days, and whether the visit has ended.
-- columns:
--   stage: text. The stage that was entered.
--   next_stage: text. The stage that was entered next, or won or lost; null while the opportunity is in it.
--   days: integer (days). From entering to leaving the stage, or to the snapshot; null for entries after the closing.
--   ended: integer. 1 when it was left, 0 while the opportunity is in it.
--   n: integer (visits). How many.
-- unit: visits
-- nulls: A visit begins when the opportunity enters a stage that it was not in just before, and lasts until it enters another or is closed; whoever comes back makes another visit. Entries are read in the order of their instants, those of one instant in the order they were recorded. Visits that go on count with the days so far (right-censored). An entry dated after the day of the closing is left out. Opportunities whose stages nobody recorded are in no stage.
-- time: The day the stage was entered, in the company's zone.
-- source: Kaplan and Meier 1958; Brookmeyer and Crowley 1982.
-- by: stage, next_stage
with entered as (
    select
        c.opportunity_id,
        c.stage_change_id,
        c.stage,
        c.happened_at,
        c.happened_on,
        o.outcome,
        o.closed_on,
        case when c.happened_on > o.closed_on then 1 else 0 end as is_late
    from stage_changes as c
    join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.stage is not null
        and c.happened_at is not null
),
marked as (
    select
        opportunity_id,
        stage_change_id,
        stage,
        happened_at,
        happened_on,
        outcome,
        closed_on,
        lag(stage) over (
            partition by opportunity_id order by happened_at nulls last, stage_change_id nulls last
        ) as stage_before
    from entered
    where is_late = 0
),
visits as (
    select
        stage,
        happened_on,
        outcome,
        closed_on,
        lead(stage) over (
            partition by opportunity_id order by happened_at nulls last, stage_change_id nulls last
        ) as next_stage,
        lead(happened_on) over (
            partition by opportunity_id order by happened_at nulls last, stage_change_id nulls last
        ) as next_on
    from marked
    where stage_before is null or stage_before <> stage
),
stays as (
    select
        stage,
        coalesce(next_stage, case when outcome <> 'open' then outcome end) as next_stage,
        days_between(happened_on, coalesce(next_on, closed_on, :as_of_on)) as days,
        case when next_on is null and closed_on is null then 0 else 1 end as ended
    from visits
    where happened_on >= :from_on
        and happened_on < :until_on
    union all
    select stage, cast(null as text) as next_stage, cast(null as bigint) as days, 1 as ended
    from entered
    where is_late = 1
        and happened_on >= :from_on
        and happened_on < :until_on
)
select stage, next_stage, days, ended, count(*) as n
from stays
group by stage, next_stage, days, ended

-- name: stages_with_plays
-- title: Stages with and without a play
-- means: How many days opportunities stay in a stage from when a play was begun there, beside visits that had lasted as long without one: the days saved, where they went, and how many were at risk.
-- kind: arms
-- grain: One row per part, arm, hour and what happened then.
-- columns:
--   split: text. What the part is one of: all, stage.
--   part: text. The stage; null for all.
--   arm: text. with from the first play's beginning on, without until then.
--   at: integer (hours). Since the stage was entered; whole days after a fortnight.
--   event: text. entered, when it came into the arm; begun, when a play began and it left the arm without; moved_on, won, lost or open, how it left; impossible where dates cannot be.
--   n: integer (visits). How many.
-- parameters:
--   most_days: 90 (from 7 to 365, days). The horizon: that many days are counted, or the nearest of 60, 30, 14 and 7 (above 90: 180 and 90) to which both arms have enough at risk.
-- unit: visits
-- nulls: A visit lasts from entering a stage until another is entered or the opportunity is closed; one that has not ended counts until the snapshot (right-censored). Entries that are no visit are left out. Plays for stalls and preventive ones count alike. Until the first play of the visit begins it is without one, and from then on with it, whatever came of the play (delayed entry); a play begun before counts only in the visit in which it was begun.
-- time: The day the stage was entered, in the company's zone.
-- source: Simon and Makuch 1984; Tsai, Jewell and Wang 1987; Aalen and Johansen 1978. Samebook's decision on what works.
-- by: split, part, arm
with started as (
    select opportunity_id, started_at
    from play_runs
    where opportunity_id is not null
        and started_at is not null
),
firsts as (
    select c.stage_change_id, min(r.started_at) as begun_at
    from started as r
    join stage_changes as c on c.opportunity_id = r.opportunity_id
    where c.visit is not null
        and r.started_at >= c.happened_at
        and r.started_at <= coalesce(c.left_at, :as_of)
    group by c.stage_change_id
),
lasted as (
    select
        c.stage,
        o.outcome,
        c.left_by,
        minutes_between(c.happened_at, coalesce(c.left_at, :as_of)) as ended,
        minutes_between(c.happened_at, f.begun_at) as begun
    from stage_changes as c
    join opportunities as o on o.opportunity_id = c.opportunity_id
    left join firsts as f on f.stage_change_id = c.stage_change_id
    where c.visit is not null
        and c.stage is not null
        and c.happened_at is not null
        and c.happened_on >= :from_on
        and c.happened_on < :until_on
),
timed as (
    select
        stage,
        case
            when ended < 0 then 'impossible'
            when left_by is null then 'open'
            when left_by = 'closed' and outcome in ('won', 'lost') then outcome
            else 'moved_on'
        end as event,
        case
            when ended < 0 then 0
            when ended < 20160 then quotient(ended, 60)
            else quotient(ended, 1440) * 24
        end as ended,
        case
            when ended < 0 then null
            when begun < 20160 then quotient(begun, 60)
            else quotient(begun, 1440) * 24
        end as begun
    from lasted
),
counted as (
    select stage, event, ended, begun, count(*) as n
    from timed
    group by stage, event, ended, begun
),
events as (
    select stage, 'without' as arm, 0 as at, 'entered' as event, n
    from counted
    where event <> 'impossible'
    union all
    select stage, 'without' as arm, begun as at, 'begun' as event, n
    from counted
    where begun is not null
    union all
    select stage, 'without' as arm, ended as at, event, n
    from counted
    where begun is null
    union all
    select stage, 'with' as arm, begun as at, 'entered' as event, n
    from counted
    where begun is not null
    union all
    select stage, 'with' as arm, ended as at, event, n
    from counted
    where begun is not null
),
summed as (
    select stage, arm, at, event, sum(n) as n
    from events
    group by stage, arm, at, event
)
select 'all' as split, cast(null as text) as part, arm, at, event, sum(n) as n
from summed
group by arm, at, event
union all
select 'stage' as split, stage as part, arm, at, event, sum(n) as n
from summed
group by stage, arm, at, event

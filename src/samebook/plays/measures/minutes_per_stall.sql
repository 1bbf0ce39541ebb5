-- name: minutes_per_stall
-- title: A rep's minutes per stall
-- means: How many minutes a stall that ended cost reps here: what their acts are taken to cost, and what they said steps took.
-- kind: mean
-- grain: One row per ended stall for which a play was offered.
-- columns:
--   record_id: The stall.
--   day: The day it ended.
--   territory_id: Where.
--   owner_id: The rep.
--   cause: Why the sale stood still.
--   role: What whoever stalled was in the decision; null for nobody, or no role.
--   value: Minutes.
-- unit: minutes
-- nulls: Half a minute to two for each act, an estimate that is the same in every month (the glossary names them), and minutes that reps entered. What reps do elsewhere and tell nobody is not in it. A stall without any act of a rep counts with 0.
-- time: The day the stall ended, in the company's zone.
-- source: Samebook's glossary, minutes.
-- by: cause, role, territory, rep, month
-- drill: stall
with offered as (
    select stall_id, count(*) as n
    from play_runs
    where offered_at is not null
    group by stall_id
),
spent as (
    select stall_id, sum(minutes) as minutes
    from rep_minutes
    group by stall_id
)
select
    s.stall_id as record_id,
    s.closed_on as day,
    s.territory_id as territory_id,
    s.owner_id as owner_id,
    s.cause as cause,
    s.role as role,
    coalesce(m.minutes, 0) as value
from stalls as s
join offered as o on o.stall_id = s.stall_id
left join spent as m on m.stall_id = s.stall_id
where s.closed_at is not null

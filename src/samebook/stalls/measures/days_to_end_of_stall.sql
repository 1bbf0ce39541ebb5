-- name: days_to_end_of_stall
-- title: Days until a stall ends
-- means: The share of stalls that had ended within so many days, and the days by which half had.
-- kind: survival
-- grain: One row per stall.
-- columns:
--   record_id: The stall.
--   day: The day it arose.
--   cause: Its cause.
--   role: What the person who stalls was in that decision.
--   role_kind: What such a role does to a decision.
--   decision: The customer's decision in which it arose.
--   stage: The stage in which it arose.
--   source: The sale's source.
--   pipeline: The sale's pipeline.
--   territory_id: Where.
--   owner_id: The rep.
--   duration: Days from the day it arose to the day it ended, or to the snapshot.
--   ended: 1 answered, ended by a play, ended as the sale moved on or was won, or nobody said how; 2 the sale was lost; 0 it is open.
-- unit: days
-- nulls: Those that are open count as long as they lasted so far (right-censored); a sale that is lost is a competing end. Nothing is said of what made a stall end. One that ended before it arose is left out and listed.
-- time: The day it arose.
-- source: Kaplan and Meier 1958; Aalen and Johansen 1978; Brookmeyer and Crowley 1982 (half).
-- by: cause, role, role_kind, decision, stage, source, pipeline, territory, rep, month
-- drill: stall
-- horizons: 7, 14, 30, 60, 90
select
    stall_id as record_id,
    opened_on as day,
    cause,
    role,
    role_kind,
    decision,
    stage,
    source,
    pipeline,
    territory_id,
    owner_id,
    days_between(opened_on, coalesce(closed_on, :as_of_on)) as duration,
    case when closed_on is null then 0 when ended_by = 'lost' then 2 else 1 end as ended
from stalls

-- name: open_stalls
-- title: Open stalls
-- means: How many stalls of open sales have not ended.
-- kind: count
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
-- unit: open stalls
-- nulls: Those that have ended are not counted, nor those that were waved off. Two that overlap are two.
-- time: The day it arose.
-- source: Samebook's glossary, stall.
-- by: cause, role, role_kind, decision, stage, source, pipeline, territory, rep, month
-- drill: stall
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
    owner_id
from stalls
where closed_at is null
    and outcome = 'open'

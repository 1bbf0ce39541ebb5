-- name: offered_before
-- title: Stalls met before they opened
-- means: Of the stalls that opened, the share for which a play made for their cause had been offered for the sale before they opened.
-- kind: rate
-- grain: One row per stall.
-- columns:
--   record_id: The stall.
--   day: The day it opened.
--   territory_id: Where.
--   owner_id: The rep.
--   cause: Why the sale stood still.
--   role: What whoever stalled was in the decision; null for nobody, or no role.
--   stage: The stage in which it arose.
--   hit: 1 when such a play had been offered, 0 otherwise.
-- unit: met before
-- nulls: Stalls that never opened, since a play prevented them, are in no count: the share says how often prevention was tried and a stall came all the same, not how often it worked.
-- time: The day the stall opened, in the company's zone.
-- source: Wilson 1927 (interval).
-- by: cause, role, stage, territory, rep, month
-- drill: stall
with earlier as (
    select s.stall_id as stall_id, count(*) as n
    from stalls as s
    join play_runs as r on r.opportunity_id = s.opportunity_id and r.offered_at < s.opened_at
    join play_causes as c on c.play_version_id = r.play_version_id and c.cause = s.cause
    group by s.stall_id
)
select
    s.stall_id as record_id,
    s.opened_on as day,
    s.territory_id as territory_id,
    s.owner_id as owner_id,
    s.cause as cause,
    s.role as role,
    s.stage as stage,
    case when e.n is null then 0 else 1 end as hit
from stalls as s
left join earlier as e on e.stall_id = s.stall_id

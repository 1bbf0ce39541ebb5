-- name: ready_before
-- title: Stalls a play was ready for
-- means: Of the stalls that opened, the share for which a play was approved before they opened and was offered or used, before the stall or for it.
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
--   hit: 1 when a play was ready and offered or used, 0 otherwise.
-- unit: ready
-- nulls: A play that stands in the library and was neither offered nor used counts as not ready. One that a lot held back was not offered. Stalls that were waved off were none. A stall that was opened for an earlier day counts from that day.
-- time: The day the stall opened, in the company's zone.
-- source: Wilson 1927 (interval); seed 004: tactics that are “after-thoughts and mostly developed reactively”.
-- by: cause, role, stage, territory, rep, month
-- drill: stall
with answered as (
    select stall_id, count(*) as n
    from play_runs
    where was_ready_before = true and offered_at is not null
    group by stall_id
),
earlier as (
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
    case when coalesce(a.n, 0) + coalesce(e.n, 0) > 0 then 1 else 0 end as hit
from stalls as s
left join answered as a on a.stall_id = s.stall_id
left join earlier as e on e.stall_id = s.stall_id

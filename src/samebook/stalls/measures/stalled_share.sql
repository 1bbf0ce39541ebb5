-- name: stalled_share
-- title: Time that sales stand still
-- means: The share of its days that a sale stood still, on average over sales, in percent.
-- kind: mean
-- grain: One row per opportunity.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline it goes by.
--   value: Of its days from opening to won, lost or the snapshot, those on which it stood still, in percent.
-- unit: percent of its days
-- nulls: Stalls that overlap count once. Each sale weighs the same, however long it lasted; the analysis “Where time stands still” weighs by days. Sales opened and decided on one day, or opened on the snapshot's, have no days and are left out.
-- time: The day it was opened.
-- source: Samebook's glossary, stall.
-- by: source, communication, territory, rep, pipeline, month
-- drill: opportunity
with stood as (
    select opportunity_id, sum(days_between(from_on, coalesce(until_on, :as_of_on))) as days
    from stalled_times
    where opportunity_id is not null
    group by opportunity_id
)
select
    o.opportunity_id as record_id,
    o.opened_on as day,
    o.source,
    o.communication_id,
    o.territory_id,
    o.owner_id,
    o.pipeline,
    100 * ratio(
        coalesce(s.days, 0),
        days_between(o.opened_on, case when o.outcome = 'open' then :as_of_on else o.closed_on end)
    ) as value
from opportunities as o
left join stood as s on s.opportunity_id = o.opportunity_id

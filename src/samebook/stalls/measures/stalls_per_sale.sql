-- name: stalls_per_sale
-- title: Stalls in a sale
-- means: How many stalls an opportunity had.
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
--   value: Its stalls, those that ended and those that are open.
-- unit: stalls
-- nulls: Opportunities without any count with 0. Open ones count with the stalls so far, so young periods look better than they end. Only what was noted is counted.
-- time: The day it was opened.
-- source: Samebook's glossary, stall.
-- by: source, communication, territory, rep, pipeline, month
-- drill: opportunity
with stalled as (
    select opportunity_id, count(*) as stalls
    from stalls
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
    coalesce(s.stalls, 0) as value
from opportunities as o
left join stalled as s on s.opportunity_id = o.opportunity_id

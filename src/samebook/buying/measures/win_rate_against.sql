-- name: win_rate_against
-- title: Win rate against competitors
-- means: Of the opportunities decided in the period in which a competitor was named, the share won.
-- kind: rate
-- grain: One row per won or lost opportunity and competitor named in it.
-- columns:
--   record_id: The opportunity.
--   day: The day it was decided.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   competitor: Who else offered.
--   hit: 1 won, 0 lost.
-- unit: won
-- nulls: One with three competitors counts once against each, so the sum over competitors is larger than the number of opportunities. Those without a named competitor are not counted; who was not seen was not named.
-- time: The day it was won or lost.
-- source: Wilson 1927 (interval).
-- by: competitor, pipeline, source, communication, territory, rep, month
-- drill: opportunity
select
    o.opportunity_id as record_id,
    o.closed_on as day,
    o.source,
    o.communication_id,
    o.territory_id,
    o.owner_id,
    o.pipeline,
    c.competitor,
    case when o.outcome = 'won' then 1 else 0 end as hit
from opportunity_competitors as c
join opportunities as o on o.opportunity_id = c.opportunity_id
where o.outcome in ('won', 'lost')

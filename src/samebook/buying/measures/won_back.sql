-- name: won_back
-- title: Won back
-- means: Of the opportunities lost in the period, the share that came back as a new one and was won.
-- kind: rate
-- grain: One row per lost opportunity.
-- columns:
--   record_id: The lost opportunity.
--   day: The day it was lost.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   hit: 1 won back, 0 not.
-- unit: won back
-- nulls: One whose new sale is still open counts as not won back so far. A lost one that was opened again is no longer lost; the measure “Opened again” counts it.
-- time: The day it was lost.
-- source: Wilson 1927 (interval); Samebook's glossary, opportunity.
-- by: source, communication, territory, rep, pipeline, month
-- drill: opportunity
with back as (
    select won_back_from_id, count(*) as times
    from opportunities
    where outcome = 'won'
        and won_back_from_id is not null
    group by won_back_from_id
)
select
    o.opportunity_id as record_id,
    o.closed_on as day,
    o.source,
    o.communication_id,
    o.territory_id,
    o.owner_id,
    o.pipeline,
    case when b.times is not null then 1 else 0 end as hit
from opportunities as o
left join back as b on b.won_back_from_id = o.opportunity_id
where o.outcome = 'lost'

-- name: reopened
-- title: Opened again
-- means: Of the opportunities that were won or lost, the share that was opened again.
-- kind: rate
-- grain: One row per opportunity that was ever won or lost.
-- columns:
--   record_id: The opportunity.
--   day: The day it was first decided.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   hit: 1 opened again, 0 not.
-- unit: opened again
-- nulls: Those that were never closed are not counted. One closed lately has had less time to be opened again.
-- time: The day it was first won or lost.
-- source: Wilson 1927 (interval); Samebook's glossary, opportunity.
-- by: source, communication, territory, rep, pipeline, month
-- drill: opportunity
select
    opportunity_id as record_id,
    first_closed_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    pipeline,
    case when reopenings > 0 then 1 else 0 end as hit
from opportunities
where closings > 0

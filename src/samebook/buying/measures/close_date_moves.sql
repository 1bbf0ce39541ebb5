-- name: close_date_moves
-- title: Moves of the close date
-- means: How often the expected close date of an opportunity was moved to another.
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
--   value: Moves from one date to another.
-- unit: moves
-- nulls: The first date is no move, nor is taking a date away. Open ones count with the moves so far, so young periods look better than they end.
-- time: The day it was opened.
-- source: Samebook's glossary, opportunity. A stall is seen first in close dates that move.
-- by: source, communication, territory, rep, pipeline, month
-- drill: opportunity
select
    opportunity_id as record_id,
    opened_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    pipeline,
    close_date_moves as value
from opportunities

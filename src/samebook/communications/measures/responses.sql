-- name: responses
-- title: Responses
-- means: What came back from the market: forms, calls, badges, whoever sent them.
-- kind: count
-- grain: One row per response.
-- columns:
--   record_id: The response.
--   day: The day it came.
--   source: The lead's source.
--   communication_id: What it answers.
--   territory_id: The account's territory.
-- unit: responses
-- nulls: Nothing is left out; several responses of one person count each.
-- time: The day it was received, in the company's zone.
-- source: Samebook's glossary, response.
-- by: source, communication, territory, month
-- drill: response
select
    response_id as record_id,
    received_on as day,
    source,
    communication_id,
    territory_id
from responses

-- name: days_to_close
-- title: Days to close
-- means: How long a sale took from its opening to won: the median and the quartiles.
-- kind: quantile
-- grain: One row per won opportunity.
-- columns:
--   record_id: The opportunity.
--   day: The day it was won.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   value: Days from opening to won.
-- unit: days
-- nulls: Won ones only, so it says nothing of those still open; “From opportunity to won” does. A win dated before the opening is left out and listed.
-- time: The day it was won.
-- source: David & Nagaraja, Order Statistics (interval between ranks).
-- by: source, communication, territory, rep, month
-- drill: opportunity
select
    opportunity_id as record_id,
    closed_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    days_between(opened_on, closed_on) as value
from opportunities
where outcome = 'won'

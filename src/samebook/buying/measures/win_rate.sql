-- name: win_rate
-- title: Win rate
-- means: Of the opportunities decided in the period, the share won.
-- kind: rate
-- grain: One row per won or lost opportunity.
-- columns:
--   record_id: The opportunity.
--   day: The day it was decided.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   hit: 1 won, 0 lost.
-- unit: won
-- nulls: Open ones are not counted. Sales that are lost slowly make young periods look good; “From opportunity to won” does not suffer from that.
-- time: The day it was won or lost.
-- source: Wilson 1927 (interval).
-- by: source, communication, territory, rep, month
-- drill: opportunity
select
    opportunity_id as record_id,
    closed_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    case when outcome = 'won' then 1 else 0 end as hit
from opportunities
where outcome in ('won', 'lost')

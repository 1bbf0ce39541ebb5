-- name: opportunity_to_won
-- title: From opportunity to won
-- means: The share of the opportunities of a cohort that were won within so many days of their opening.
-- kind: survival
-- grain: One row per opportunity.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   duration: Days from opening to won, lost, or the snapshot.
--   ended: 1 won, 2 lost, 0 open.
-- unit: days
-- nulls: Open ones count as long as they were followed (right-censored); lost is a competing end, not a censoring. A close dated before the opening is left out and listed.
-- time: The day it was opened: the cohort.
-- source: Aalen and Johansen 1978.
-- by: source, communication, territory, rep, month
-- drill: opportunity
-- horizons: 30, 90, 180, 365
select
    opportunity_id as record_id,
    opened_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    days_between(opened_on, case when outcome = 'open' then :as_of_on else closed_on end) as duration,
    case when outcome = 'won' then 1 when outcome = 'lost' then 2 else 0 end as ended
from opportunities

-- name: first_response_time
-- title: Time to the first attempt
-- means: How soon after delivery the first attempt is made, leads still waiting included.
-- kind: survival
-- grain: One row per delivered lead.
-- columns:
--   record_id: The lead.
--   day: The day it was delivered.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   duration: Hours from delivery to the first attempt, the rejection, or the snapshot.
--   ended: 1 attempted, 2 rejected without an attempt, 0 still waiting.
-- unit: hours
-- nulls: Calendar hours. Leads without an attempt count with the time they have waited (right-censored); rejection without an attempt is another end. An attempt dated before delivery is left out and listed.
-- time: The day the lead was delivered, in the company's zone.
-- source: Oldroyd, McElheran and Elkington, Harvard Business Review, March 2011 (speed to lead); Aalen and Johansen 1978 (competing ends).
-- by: source, communication, territory, rep, level, month
-- drill: lead
-- horizons: 1, 4, 24, 72
select
    lead_id as record_id,
    delivered_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    level,
    edition_id,
    ratio(seconds_between(
        delivered_at,
        case
            when first_attempt_at is not null then first_attempt_at
            when rejection_reason is not null then rejected_at
            else :as_of
        end
    ), 3600) as duration,
    case
        when first_attempt_at is not null then 1
        when rejection_reason is not null then 2
        else 0
    end as ended
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null

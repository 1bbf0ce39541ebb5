-- name: lead_to_opportunity
-- title: From lead to opportunity
-- means: The share of the leads of a cohort that became an opportunity within so many days of being received.
-- kind: survival
-- grain: One row per lead.
-- columns:
--   record_id: The lead.
--   day: The day it was received.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   duration: Days from the lead to its opportunity, its rejection, or the snapshot.
--   ended: 1 opportunity, 2 rejected, 0 still open.
-- unit: days
-- nulls: Young leads count as long as they were followed (right-censored), so they do not look like failures. A rejected lead cannot convert any more: rejection is a competing end, not a censoring. Conversions dated before the lead are left out and listed.
-- time: The day the lead was received, in the company's zone: the cohort.
-- source: Kaplan and Meier 1958; Aalen and Johansen 1978 where leads were rejected.
-- by: source, communication, territory, rep, level, month
-- drill: lead
-- horizons: 30, 90, 180, 365
select
    lead_id as record_id,
    received_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    level,
    edition_id,
    days_between(
        received_on,
        case
            when converted_at is not null then converted_on
            when rejection_reason is not null then rejected_on
            else :as_of_on
        end
    ) as duration,
    case
        when converted_at is not null then 1
        when rejection_reason is not null then 2
        else 0
    end as ended
from leads
where status not in ('not_a_lead', 'service_request')

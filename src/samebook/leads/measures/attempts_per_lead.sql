-- name: attempts_per_lead
-- title: Attempts per lead
-- means: How often sales tried to reach the person behind a delivered lead whose follow-up time is over.
-- kind: mean
-- grain: One row per delivered lead whose follow-up time is over.
-- columns:
--   record_id: The lead.
--   day: The day it was delivered.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   value: Attempts made.
-- unit: attempts
-- nulls: Leads still in follow-up are not counted (they have not had all their attempts), nor those rejected before it was over.
-- time: The day the lead was delivered, in the company's zone.
-- source: Samebook's glossary, attempt.
-- by: source, communication, territory, rep, level, month
-- drill: lead
select
    lead_id as record_id,
    delivered_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    level,
    edition_id,
    attempts_made as value
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and follow_up_due_at <= :as_of
    and (rejection_reason is null or rejected_at > follow_up_due_at)

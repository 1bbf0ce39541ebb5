-- name: follow_up_on_time
-- title: Follow-up on time
-- means: Of the delivered leads whose first attempt was made or is overdue, the share attempted in the agreed time.
-- kind: rate
-- grain: One row per delivered lead whose clock has ended.
-- columns:
--   record_id: The lead.
--   day: The day it was delivered.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   hit: 1 when the first attempt was made by the due time.
-- unit: on time
-- nulls: Clocks still running are not counted. A lead rejected in time without an attempt owed none. An attempt that the Book's limit marks late is as late as it is dated.
-- time: The day the lead was delivered, in the company's zone; due times are in the rep's business hours.
-- source: Samebook's glossary, follow-up.
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
    case when first_attempt_at <= first_attempt_due_at then 1 else 0 end as hit
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and first_attempt_due_at is not null
    and (first_attempt_at is not null or first_attempt_due_at < :as_of)
    and (first_attempt_at is not null or rejection_reason is null or rejected_at > first_attempt_due_at)

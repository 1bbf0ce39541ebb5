-- name: answered_on_time
-- title: Answered on time
-- means: Of the delivered leads that sales answered or whose time to answer is over, the share accepted or rejected in the agreed time.
-- kind: rate
-- grain: One row per delivered lead whose clock for the answer has ended.
-- columns:
--   record_id: The lead.
--   day: The day it was delivered.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   hit: 1 when it was accepted or rejected by the due time.
-- unit: on time
-- nulls: Clocks still running are not counted, nor leads of a level for which the Book sets no time to answer.
-- time: The day the lead was delivered, in the company's zone; due times are in the rep's business hours.
-- source: Samebook's glossary, acceptance and rejection.
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
    case when answered_at <= answer_due_at then 1 else 0 end as hit
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and answer_due_at is not null
    and (answered_at is not null or answer_due_at < :as_of)

-- name: leads_by_verdict
-- title: Leads by verdict
-- means: How many leads the Book told us to deliver, to ask about, or to nurture.
-- kind: share
-- grain: One row per judged lead.
-- columns:
--   record_id: The lead.
--   day: The day it was received.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   verdict: deliver, ask or nurture.
-- unit: leads
-- nulls: Spam, applicants, service requests and leads not judged yet are not counted.
-- time: The day the lead was received, in the company's zone.
-- source: Samebook's glossary, verdict.
-- by: source, communication, territory, rep, level, month
-- drill: lead
-- split: verdict
select
    lead_id as record_id,
    received_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    level,
    edition_id,
    verdict
from leads
where status not in ('not_a_lead', 'service_request')
    and verdict is not null

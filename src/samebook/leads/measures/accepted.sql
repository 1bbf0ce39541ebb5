-- name: accepted
-- title: Leads accepted
-- means: Of the delivered leads that sales answered, the share it accepted.
-- kind: rate
-- grain: One row per delivered lead that was accepted or rejected.
-- columns:
--   record_id: The lead.
--   day: The day it was delivered.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   hit: 1 when accepted, 0 when rejected.
-- unit: accepted
-- nulls: Leads that sales has not answered yet are not counted: neither accepted nor refused.
-- time: The day the lead was delivered, in the company's zone.
-- source: Wilson 1927 (interval); Samebook's glossary, acceptance.
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
    case when rejection_reason is null then 1 else 0 end as hit
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and answered_at is not null

-- name: delivered
-- title: Leads delivered
-- means: Leads that clearly met the criteria and reached a rep.
-- kind: count
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
-- unit: leads
-- nulls: What turned out later to be no lead or a service request is not counted.
-- time: The day the lead was delivered, in the company's zone.
-- source: Samebook's glossary, delivery.
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
    edition_id
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null

-- name: won_of_delivered
-- title: Delivered leads won so far
-- means: Of the leads delivered in the period, those that sales has won up to the snapshot.
-- kind: rate
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
--   hit: 1 when its opportunity was won by the snapshot.
-- unit: won
-- nulls: Leads still open count as not won yet, so a young period looks poor; “From lead to won” does not suffer from that.
-- time: The day the lead was delivered, in the company's zone.
-- source: Samebook's glossary, delivery. Who won it is what sales reports; nothing is said of why.
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
    case when won_on is not null then 1 else 0 end as hit
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null

-- name: rejected_by_reason
-- title: Leads rejected, by reason
-- means: Why sales refused leads that were delivered, in the Book's reasons.
-- kind: share
-- grain: One row per rejected lead.
-- columns:
--   record_id: The lead.
--   day: The day it was rejected.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed.
--   owner_id: The rep.
--   level: The level it met; null when none.
--   edition_id: The edition that judged it.
--   rejection_reason: The Book's reason.
-- unit: leads
-- nulls: Shares are of the rejected leads.
-- time: The day of the rejection, in the company's zone.
-- source: Samebook's glossary, rejection.
-- by: source, communication, territory, rep, level, month
-- drill: lead
-- split: rejection_reason
select
    lead_id as record_id,
    rejected_on as day,
    source,
    communication_id,
    territory_id,
    owner_id,
    level,
    edition_id,
    rejection_reason
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and rejected_at is not null
    and rejection_reason is not null

-- name: ask_backlog
-- title: Leads waiting for an answer
-- means: Leads that miss only an answer, as the queue of questions stands.
-- kind: count
-- grain: One row per lead whose verdict is ask.
-- columns:
--   record_id: The lead.
--   source: The lead's source.
--   communication_id: What brought it.
--   territory_id: Where it was routed; mostly null, since routing follows the verdict.
--   edition_id: The edition that judged it.
-- unit: leads
-- nulls: Spam, applicants and service requests are not in the queue.
-- time: As things stand at the snapshot; a period has no effect.
-- source: Samebook's glossary, verdict.
-- by: source, communication, territory
-- drill: lead
select
    lead_id as record_id,
    source,
    communication_id,
    territory_id,
    edition_id
from leads
where status = 'ask'

-- name: pipeline
-- title: Pipeline
-- means: What the open opportunities add up to.
-- kind: amount
-- grain: One row per open opportunity.
-- columns:
--   record_id: The opportunity.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   stage: The stage it is in.
--   amount: In the company's currency.
-- unit: company currency
-- nulls: Opportunities without an amount, or in a currency without a dated rate, are counted but not in the amount; their number stands beside it.
-- time: As things stand at the snapshot; a period has no effect.
-- source: Samebook's glossary, opportunity.
-- by: source, communication, territory, rep, stage
-- drill: opportunity
select
    opportunity_id as record_id,
    source,
    communication_id,
    territory_id,
    owner_id,
    stage,
    amount_company as amount
from opportunities
where outcome = 'open'

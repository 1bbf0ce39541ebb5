-- name: on_one_person
-- title: Hanging on one person
-- means: Of the buying groups with anybody in them, the share in which one person only takes part.
-- kind: rate
-- grain: One row per decision of an opportunity in which anybody takes part.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   decision: The customer's decision.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   hit: 1 when one person takes part, 0 when several do.
-- unit: hang on one person
-- nulls: Decisions for which nobody is named are not counted: nothing is known of them. A closed opportunity counts as it stood at its closing.
-- time: The day the opportunity was opened.
-- source: Wilson 1927 (interval); Samebook's glossary, buying group.
-- by: decision, territory, rep, pipeline, month
-- drill: opportunity
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    case when g.people = 1 then 1 else 0 end as hit
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.people > 0

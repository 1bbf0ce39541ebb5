-- name: stage_to_next
-- title: From a stage to the next
-- means: The share of the visits to a stage that went on or back to another stage within so many days of entering it.
-- kind: survival
-- grain: One row per visit to a stage.
-- columns:
--   record_id: The opportunity.
--   day: The day the stage was entered.
--   source: The source it came from.
--   communication_id: What began it.
--   territory_id: Where.
--   owner_id: The rep.
--   stage: The stage.
--   decision: The customer's decision that it is part of.
--   pipeline: The pipeline.
--   duration: Days in the stage, until it was left, or to the snapshot.
--   ended: 1 moved to another stage, 2 won or lost in it, 0 still in it.
-- unit: days
-- nulls: Visits that go on count as long as they were followed (right-censored); a close is a competing end, not a censoring. Entries that are no visit are not counted: repeated ones, those after the closing, and assumed ones once the true ones are known. Whoever comes back makes another visit.
-- time: The day the stage was entered: the cohort.
-- source: Aalen and Johansen 1978.
-- by: stage, decision, pipeline, source, communication, territory, rep, month
-- drill: opportunity
-- horizons: 7, 30, 60, 90
select
    c.opportunity_id as record_id,
    c.happened_on as day,
    o.source,
    o.communication_id,
    c.territory_id,
    o.owner_id,
    c.stage,
    c.decision,
    o.pipeline,
    days_between(c.happened_on, coalesce(c.left_on, :as_of_on)) as duration,
    case when c.left_by = 'moved' then 1 when c.left_by = 'closed' then 2 else 0 end as ended
from stage_changes as c
join opportunities as o on o.opportunity_id = c.opportunity_id
where c.visit is not null

-- name: decider_reached
-- title: From opportunity to who decides
-- means: The share of groups in which somebody who decides was reached within so many days of the opening.
-- kind: survival
-- grain: One row per decision of an opportunity in which somebody who decides is named.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   decision: The customer's decision.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   duration: Days from the opening to the first contact with somebody who decides, to won or lost, or the snapshot; 0 when they were reached before the opening.
--   ended: 1 reached, 2 closed before anybody who decides was reached, 0 open and not reached.
-- unit: days
-- nulls: Groups in which nobody who decides is named are left out: nobody is known who could be reached. Open ones count as long as they were followed (right-censored); a closing is a competing end.
-- time: The day the opportunity was opened: the cohort.
-- source: Aalen and Johansen 1978.
-- by: decision, territory, rep, pipeline, month
-- drill: opportunity
-- horizons: 14, 30, 60, 90
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    case
        when g.decider_reached_on < o.opened_on then 0
        else days_between(
            o.opened_on,
            coalesce(g.decider_reached_on, case when o.outcome = 'open' then :as_of_on else o.closed_on end)
        )
    end as duration,
    case when g.decider_reached_on is not null then 1 when o.outcome in ('won', 'lost') then 2 else 0 end as ended
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.decides > 0

-- name: people_by_role
-- title: People by what their roles do
-- means: How many people a buying group has of each kind of role: who holds it up, says no, decides, helps it on, or takes part otherwise.
-- kind: quantile
-- grain: One row per kind of role and decision of an opportunity in which somebody has a role.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   role_kind: stalls, refuses, decides, supports or takes_part.
--   decision: The customer's decision.
--   territory_id: Where.
--   owner_id: The rep.
--   pipeline: The pipeline.
--   value: People with a role of the kind; 0 where nobody has one.
-- unit: people
-- nulls: Groups in which nobody has a role yet are left out: nothing is known of their roles. Who has roles of two kinds counts in each. Split it by what roles do; all kinds together say little.
-- time: The day the opportunity was opened.
-- source: Samebook's glossary, buying group.
-- by: role_kind, decision, territory, rep, pipeline, month
-- drill: opportunity
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    'stalls' as role_kind,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    g.stalls as value
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.stalls + g.refuses + g.decides + g.supports + g.takes_part > 0
union all
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    'refuses' as role_kind,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    g.refuses as value
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.stalls + g.refuses + g.decides + g.supports + g.takes_part > 0
union all
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    'decides' as role_kind,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    g.decides as value
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.stalls + g.refuses + g.decides + g.supports + g.takes_part > 0
union all
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    'supports' as role_kind,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    g.supports as value
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.stalls + g.refuses + g.decides + g.supports + g.takes_part > 0
union all
select
    g.opportunity_id as record_id,
    o.opened_on as day,
    'takes_part' as role_kind,
    g.decision,
    g.territory_id,
    o.owner_id,
    o.pipeline,
    g.takes_part as value
from buying_groups as g
join opportunities as o on o.opportunity_id = g.opportunity_id
where g.stalls + g.refuses + g.decides + g.supports + g.takes_part > 0

-- Visits by how they ended, each by itself; one that ends before it begins is left out.
with visits as (
    select
        s.happened_on as began,
        s.left_on as ended,
        coalesce(s.left_by, 'not yet') as how
    from stage_changes as s
    where s.visit is not null
        and exists (select 1 from opportunities as o where o.opportunity_id = s.opportunity_id)
),
told as (
    select how, case when ended is null then :as_of_on else ended end as until, began
    from visits
),
sound as (
    select how from told where days_between(began, until) >= 0
)
select
    (select count(*) from sound where how = 'moved') as events,
    (select count(*) from sound where how = 'closed') as others,
    (select count(*) from sound where how not in ('moved', 'closed')) as open,
    (select count(*) from sound) as n,
    (select count(*) from told) - (select count(*) from sound) as left_out

-- Visit by visit: each visit's two stays, and what each part takes of them.
with one as (
    select c.stage_change_id, c.stage, minutes_between(c.happened_at, coalesce(c.left_at, :as_of)) as m,
           case when c.left_by is null then 'open'
                when c.left_by <> 'closed' then 'moved_on'
                when o.outcome = 'won' then 'won' when o.outcome = 'lost' then 'lost' else 'moved_on' end as went
    from stage_changes as c join opportunities as o on c.opportunity_id = o.opportunity_id
    where c.visit is not null and c.stage is not null and c.happened_at is not null
        and c.happened_on >= :from_on and c.happened_on < :until_on
), first_one as (
    select c.stage_change_id, min(minutes_between(c.happened_at, r.started_at)) as b
    from stage_changes as c join play_runs as r on r.opportunity_id = c.opportunity_id
    where r.started_at between c.happened_at and coalesce(c.left_at, :as_of)
    group by c.stage_change_id
), stays as (
    select o.stage, 'without' as arm, 0 as came, coalesce(f.b, o.m) as went_at,
           case when f.b is null then o.went else 'begun' end as went
    from one as o left join first_one as f on f.stage_change_id = o.stage_change_id where o.m >= 0
    union all
    select o.stage, 'with', f.b, o.m, o.went
    from one as o join first_one as f on f.stage_change_id = o.stage_change_id where o.m >= 0
), happened as (
    select stage, arm, came as m, 'entered' as event from stays
    union all
    select stage, arm, went_at, went from stays
    union all
    select stage, 'without', 0, 'impossible' from one where m < 0
)
select split, part, arm, at, event, count(*) as n
from (
    select 'all' as split, cast(null as text) as part, arm, event,
           case when m >= 20160 then quotient(m, 1440) * 24 else quotient(m, 60) end as at
    from happened
    union all
    select 'stage', stage, arm, event, case when m >= 20160 then quotient(m, 1440) * 24 else quotient(m, 60) end
    from happened
) as told
group by split, part, arm, at, event

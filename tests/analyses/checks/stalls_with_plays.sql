-- Stall by stall, nothing counted before the end: each stall's two stays, and what each part takes of them.
with one as (
    select s.stall_id, s.cause, s.role, s.opened_at, minutes_between(s.opened_at, coalesce(s.closed_at, :as_of)) as m,
           case when s.closed_at is null then 'open' when s.ended_by = 'won' then 'won'
                when s.ended_by = 'lost' then 'lost' else 'moved_on' end as went
    from stalls as s where s.opened_on >= :from_on and s.opened_on < :until_on and s.opened_at is not null
), begun as (
    select o.stall_id, r.play, minutes_between(o.opened_at, r.started_at) as b
    from one as o join play_runs as r on r.stall_id = o.stall_id
    where r.started_at is not null and o.m >= 0 and minutes_between(o.opened_at, r.started_at) <= o.m
), first_one as (
    select stall_id, case when min(b) < 0 then 0 else min(b) end as b from begun group by stall_id
), first_of as (
    select stall_id, play, case when min(b) < 0 then 0 else min(b) end as b
    from begun where play is not null group by stall_id, play
), stays as (
    select o.stall_id, 'without' as arm, 0 as came, coalesce(f.b, o.m) as went_at,
           case when f.b is null then o.went else 'begun' end as went
    from one as o left join first_one as f on f.stall_id = o.stall_id
    where o.m >= 0 and (f.b is null or f.b > 0)
    union all
    select o.stall_id, 'with', f.b, o.m, o.went from one as o join first_one as f on f.stall_id = o.stall_id
), parts as (
    select 'all' as split, cast(null as text) as part, t.arm, t.came, t.went_at, t.went from stays as t
    union all
    select 'cause', o.cause, t.arm, t.came, t.went_at, t.went from stays as t join one as o on o.stall_id = t.stall_id
    union all
    select 'role', o.role, t.arm, t.came, t.went_at, t.went from stays as t join one as o on o.stall_id = t.stall_id
    where o.role is not null
    union all
    select 'play', x.play, t.arm, t.came, t.went_at, t.went
    from stays as t join one as o on o.stall_id = t.stall_id
    join (select distinct f.play, c.cause from first_of as f join one as c on c.stall_id = f.stall_id) as x
        on x.cause = o.cause
    where t.arm = 'without'
    union all
    select 'play', f.play, 'with', f.b, o.m, o.went from first_of as f join one as o on o.stall_id = f.stall_id
), happened as (
    select split, part, arm, came as m, 'entered' as event from parts
    union all
    select split, part, arm, went_at, went from parts
    union all
    select 'all', null, 'without', 0, 'impossible' from one where m < 0
    union all
    select 'cause', cause, 'without', 0, 'impossible' from one where m < 0
    union all
    select 'role', role, 'without', 0, 'impossible' from one where m < 0 and role is not null
)
select split, part, arm, at, event, count(*) as n
from (select split, part, arm, event, case when m >= 20160 then quotient(m, 1440) * 24 else quotient(m, 60) end as at
      from happened) as told
group by split, part, arm, at, event

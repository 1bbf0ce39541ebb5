-- name: stalls_with_plays
-- title: Stalls with and without a play
-- means: How many days stalls last from when a play was begun for them, beside stalls that had lasted as long without one: the days saved, how they ended, and how many were at risk.
-- kind: arms
-- grain: One row per part, arm, hour and what happened then.
-- columns:
--   split: text. What the part is one of: all, cause, role, play.
--   part: text. The cause or role by its name in the Book, the play by its name; null for all.
--   arm: text. with from the first play's beginning on, without until then.
--   at: integer (hours). Since the stall was opened; whole days after a fortnight.
--   event: text. entered, when it came into the arm; begun, when a play began and it left the arm without; moved_on, won, lost or open, how it left; impossible where dates cannot be.
--   n: integer (stalls). How many.
-- parameters:
--   most_days: 90 (from 7 to 365, days). The horizon: that many days are counted, or the nearest of 60, 30, 14 and 7 (above 90: 180 and 90) to which both arms have enough at risk.
-- unit: stalls
-- nulls: Stalls that were waved off were none. A stall lasts until its end; one that has not ended counts until the snapshot (right-censored). Until its first play begins it is without one, and from then on with it, whatever came of the play (delayed entry). A play that was begun after the end of the stall does not count; one begun before the stall was opened counts from its opening. Of one play, without are the stalls of those causes against which it was ever begun, as long as no play was. A stall that ended for a reason nobody said has moved on.
-- time: The day the stall was opened, in the company's zone.
-- source: Simon and Makuch 1984; Tsai, Jewell and Wang 1987; Aalen and Johansen 1978. Samebook's decision on what works.
-- by: split, part, arm
with firsts as (
    select stall_id, min(started_at) as begun_at
    from play_runs
    where stall_id is not null
        and started_at is not null
    group by stall_id
),
lasted as (
    select
        s.stall_id,
        s.cause,
        s.role,
        s.ended_by,
        s.opened_at,
        minutes_between(s.opened_at, coalesce(s.closed_at, :as_of)) as ended,
        minutes_between(s.opened_at, f.begun_at) as begun,
        case when s.closed_at is null then 1 else 0 end as is_open
    from stalls as s
    left join firsts as f on f.stall_id = s.stall_id
    where s.opened_at is not null
        and s.opened_on >= :from_on
        and s.opened_on < :until_on
),
timed as (
    select
        stall_id,
        cause,
        role,
        case
            when ended < 0 then 'impossible'
            when is_open = 1 then 'open'
            when ended_by in ('won', 'lost') then ended_by
            else 'moved_on'
        end as event,
        case
            when ended < 0 then 0
            when ended < 20160 then quotient(ended, 60)
            else quotient(ended, 1440) * 24
        end as ended,
        case
            when ended < 0 or begun > ended then null
            when begun < 0 then 0
            when begun < 20160 then quotient(begun, 60)
            else quotient(begun, 1440) * 24
        end as begun,
        case when ended >= 0 and begun <= 0 then 1 else 0 end as is_from_the_start
    from lasted
),
counted as (
    select cause, role, event, ended, begun, is_from_the_start, count(*) as n
    from timed
    group by cause, role, event, ended, begun, is_from_the_start
),
events as (
    select cause, role, 'without' as arm, 0 as at, 'entered' as event, n
    from counted
    where is_from_the_start = 0
        and event <> 'impossible'
    union all
    select cause, role, 'without' as arm, begun as at, 'begun' as event, n
    from counted
    where begun is not null
        and is_from_the_start = 0
    union all
    select cause, role, 'without' as arm, ended as at, event, n
    from counted
    where begun is null
    union all
    select cause, role, 'with' as arm, begun as at, 'entered' as event, n
    from counted
    where begun is not null
    union all
    select cause, role, 'with' as arm, ended as at, event, n
    from counted
    where begun is not null
),
summed as (
    select cause, role, arm, at, event, sum(n) as n
    from events
    group by cause, role, arm, at, event
),
firsts_of as (
    select r.stall_id, r.play, min(r.started_at) as begun_at
    from play_runs as r
    where r.stall_id is not null
        and r.play is not null
        and r.started_at is not null
    group by r.stall_id, r.play
),
with_one as (
    select
        t.cause,
        f.play,
        t.event,
        t.ended,
        case
            when minutes_between(l.opened_at, f.begun_at) < 0 then 0
            when minutes_between(l.opened_at, f.begun_at) < 20160
                then quotient(minutes_between(l.opened_at, f.begun_at), 60)
            else quotient(minutes_between(l.opened_at, f.begun_at), 1440) * 24
        end as begun
    from firsts_of as f
    join lasted as l on l.stall_id = f.stall_id
    join timed as t on t.stall_id = f.stall_id
    where t.event <> 'impossible'
        and minutes_between(l.opened_at, f.begun_at) <= l.ended
),
pairs as (
    select play, cause
    from with_one
    where cause is not null
    group by play, cause
)
select 'all' as split, cast(null as text) as part, arm, at, event, sum(n) as n
from summed
group by arm, at, event
union all
select 'cause' as split, cause as part, arm, at, event, sum(n) as n
from summed
group by cause, arm, at, event
union all
select 'role' as split, role as part, arm, at, event, sum(n) as n
from summed
where role is not null
group by role, arm, at, event
union all
select 'play' as split, p.play as part, s.arm, s.at, s.event, sum(s.n) as n
from pairs as p
join summed as s on s.cause = p.cause
where s.arm = 'without'
    and s.event <> 'impossible'
group by p.play, s.arm, s.at, s.event
union all
select 'play' as split, play as part, 'with' as arm, begun as at, 'entered' as event, count(*) as n
from with_one
group by play, begun
union all
select 'play' as split, play as part, 'with' as arm, ended as at, event, count(*) as n
from with_one
group by play, ended, event

-- name: first_play
-- title: From a new cause to its first play
-- means: How soon after a cause first stalled a sale the first play for it was approved.
-- kind: survival
-- grain: One row per cause that stalled a sale.
-- columns:
--   record_id: The first stall of this cause.
--   day: The day it opened.
--   cause: The cause.
--   duration: Days from its first stall to the first approval of a play for it, or to the snapshot.
--   ended: 1 when a play was approved, 0 when none was yet.
-- unit: days
-- nulls: A cause with a play that was approved before its first stall counts with no time at all. Causes without a play count with the time they have waited (right-censored).
-- time: The day the cause first stalled a sale, in the company's zone.
-- source: Kaplan and Meier 1958.
-- by: cause, month
-- drill: stall
-- horizons: 7, 30, 90
with firsts as (
    select cause, min(opened_at) as opened_at, min(opened_on) as opened_on
    from stalls
    where cause is not null and opened_at is not null
    group by cause
),
named as (
    select s.cause as cause, min(s.stall_id) as stall_id
    from stalls as s
    join firsts as f on f.cause = s.cause and f.opened_at = s.opened_at
    group by s.cause
),
ready as (
    select cause, min(approved_at) as approved_at
    from play_causes
    group by cause
)
select
    n.stall_id as record_id,
    f.opened_on as day,
    f.cause as cause,
    case
        when r.approved_at is null then ratio(seconds_between(f.opened_at, :as_of), 86400)
        when r.approved_at < f.opened_at then ratio(seconds_between(f.opened_at, f.opened_at), 86400)
        else ratio(seconds_between(f.opened_at, r.approved_at), 86400)
    end as duration,
    case when r.approved_at is null then 0 else 1 end as ended
from firsts as f
join named as n on n.cause = f.cause
left join ready as r on r.cause = f.cause

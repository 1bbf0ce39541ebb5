-- name: play_requests_on_time
-- title: Plays asked for, answered on time
-- means: Of the plays that sales asked for and marketing owed, the share that was answered or declined in time.
-- kind: rate
-- grain: One row per request that was owed and is answered, or is late.
-- columns:
--   record_id: The request.
--   day: The day it was asked for.
--   cause: What it is for.
--   role: Whom it is for; null where that does not matter.
--   edition_id: The edition in force when it was asked for, whose terms it is owed by.
--   hit: 1 when answered or declined in time, 0 otherwise.
-- unit: on time
-- nulls: Requests of a time in which the edition owed nothing are left out, and those that are open and not late yet.
-- time: The day it was asked for, in the company's zone.
-- source: Wilson 1927 (interval).
-- by: cause, role, month
-- drill: play_request
select
    play_request_id as record_id,
    asked_on as day,
    cause,
    role,
    edition_id,
    case when ended_at is not null and ended_at <= due_at then 1 else 0 end as hit
from play_requests
where due_at is not null
    and (ended_at is not null or due_at < :as_of)

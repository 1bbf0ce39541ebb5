-- name: first_response
-- title: First response, percentiles
-- means: The hours after delivery by which half, three quarters, nine tenths and nineteen twentieths of the leads had their first attempt, by level.
-- kind: waits
-- grain: One row per level, whole minutes and kind of end.
-- columns:
--   part: text. The level the lead met; null when none.
--   duration: integer (minutes). Whole minutes from delivery to the first attempt, the rejection, or the snapshot; after a week whole hours of them.
--   ended: integer. 1 attempted, 2 rejected without an attempt, 0 still waiting.
--   n: integer (leads). How many.
-- unit: leads
-- nulls: Calendar time, to the minute in the first week and to the hour after it. A lead that still waits counts with the time it has waited, one that was rejected without an attempt is another end: neither is dropped, so a high percentile may not be reached. An attempt dated before the delivery is left out.
-- time: The day the lead was delivered, in the company's zone.
-- source: Oldroyd, McElheran and Elkington, Harvard Business Review, March 2011 (speed to lead); Aalen and Johansen 1978 (competing ends); Brookmeyer and Crowley 1982.
-- by: part
with waited as (
    select
        level as part,
        minutes_between(
            delivered_at,
            case
                when first_attempt_at is not null then first_attempt_at
                when rejection_reason is not null then rejected_at
                else :as_of
            end
        ) as duration,
        case
            when first_attempt_at is not null then 1
            when rejection_reason is not null then 2
            else 0
        end as ended
    from leads
    where status not in ('not_a_lead', 'service_request')
        and delivered_at is not null
        and delivered_on >= :from_on
        and delivered_on < :until_on
),
rounded as (
    select part, case when duration <= 10080 then duration else quotient(duration, 60) * 60 end as duration, ended
    from waited
)
select part, duration, ended, count(*) as n
from rounded
group by part, duration, ended

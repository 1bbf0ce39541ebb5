-- Three groups, each counted by itself: attempted, rejected untried, still waiting; a negative wait counts nowhere.
with reached as (
    select delivered_at, first_attempt_at, rejection_reason, rejected_at
    from leads
    where delivered_on is not null and status <> 'not_a_lead' and status <> 'service_request'
),
counted as (
    select
        (select count(*) from reached where first_attempt_at >= delivered_at) as events,
        (
            select count(*)
            from reached
            where first_attempt_at is null and rejection_reason is not null and rejected_at >= delivered_at
        ) as others,
        (
            select count(*)
            from reached
            where first_attempt_at is null and rejection_reason is null and delivered_at <= :as_of
        ) as open,
        (select count(*) from reached) as everything
)
select
    events,
    others,
    open,
    events + others + open as n,
    everything - events - others - open as left_out
from counted

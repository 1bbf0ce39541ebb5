-- Attempted leads, on time or late; then, apart, those overdue that nobody tried and that were not rejected in time.
with clocks as (
    select first_attempt_at, first_attempt_due_at, rejection_reason, rejected_at
    from leads
    where delivered_on is not null
        and first_attempt_due_at is not null
        and status <> 'not_a_lead'
        and status <> 'service_request'
),
attempted as (
    select case when first_attempt_at > first_attempt_due_at then 0 else 1 end as hit
    from clocks
    where first_attempt_at is not null
),
forgotten as (
    select 0 as hit
    from clocks
    where first_attempt_at is null
        and first_attempt_due_at < :as_of
        and (rejection_reason is null or (rejected_at is not null and not (rejected_at <= first_attempt_due_at)))
),
both_kinds as (
    select hit from attempted
    union all
    select hit from forgotten
)
select coalesce(sum(hit), 0) as hits, count(*) as n
from both_kinds

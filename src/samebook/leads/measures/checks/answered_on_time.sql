-- Every clock that was set, less those that still run; answered by the time that was due is a hit.
with clocks as (
    select answered_at, answer_due_at
    from leads
    where delivered_on is not null
        and answer_due_at is not null
        and status <> 'not_a_lead'
        and status <> 'service_request'
)
select
    coalesce(sum(case when answered_at > answer_due_at or answered_at is null then 0 else 1 end), 0) as hits,
    count(*) - coalesce(sum(case when answered_at is null and answer_due_at >= :as_of then 1 else 0 end), 0) as n
from clocks

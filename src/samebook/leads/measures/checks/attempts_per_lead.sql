-- Leads whose time of follow-up is over, less those rejected before it was, or at no known time.
with followed as (
    select
        attempts_made,
        case
            when rejection_reason is null then 'followed to the end'
            when rejected_at > follow_up_due_at then 'followed to the end'
            else 'rejected before'
        end as how
    from leads
    where delivered_on is not null
        and not (follow_up_due_at > :as_of)
        and status <> 'not_a_lead'
        and status <> 'service_request'
)
select count(attempts_made) as n, cast(sum(attempts_made) as double precision) as total
from followed
where how = 'followed to the end'

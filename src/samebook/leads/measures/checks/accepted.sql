-- Answered: accepted or rejected. What carries no reason for rejection was accepted.
with answered as (
    select rejection_reason
    from leads
    where answered_on is not null
        and delivered_on is not null
        and status <> 'not_a_lead'
        and status <> 'service_request'
)
select count(*) - count(rejection_reason) as hits, count(*) as n
from answered

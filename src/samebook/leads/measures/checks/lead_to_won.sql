-- A lead ends once: won before all, else lost, else rejected; the day of that end must not lie before the lead.
with ends as (
    select
        received_on,
        won_on as ended_on,
        'won' as how
    from leads
    where won_on is not null and status <> 'not_a_lead' and status <> 'service_request'
    union all
    select
        received_on,
        lost_on as ended_on,
        'lost' as how
    from leads
    where won_on is null and lost_on is not null and status <> 'not_a_lead' and status <> 'service_request'
    union all
    select
        received_on,
        rejected_on as ended_on,
        'rejected' as how
    from leads
    where won_on is null
        and lost_on is null
        and rejection_reason is not null
        and status <> 'not_a_lead'
        and status <> 'service_request'
    union all
    select
        received_on,
        :as_of_on as ended_on,
        'open' as how
    from leads
    where won_on is null
        and lost_on is null
        and rejection_reason is null
        and status <> 'not_a_lead'
        and status <> 'service_request'
)
select
    count(case when how = 'won' and ended_on >= received_on then 1 end) as events,
    count(case when how in ('lost', 'rejected') and ended_on >= received_on then 1 end) as others,
    count(case when how = 'open' and ended_on >= received_on then 1 end) as open,
    count(case when ended_on >= received_on then 1 end) as n,
    count(*) - count(case when ended_on >= received_on then 1 end) as left_out
from ends

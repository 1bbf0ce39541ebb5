-- Everything with a day of delivery, less what turned out to be no lead.
select
    count(delivered_on)
        - count(case when status = 'not_a_lead' then delivered_on end)
        - count(case when status = 'service_request' then delivered_on end) as n
from leads
where status is not null

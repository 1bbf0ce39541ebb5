-- Judged leads by verdict, what turned out to be no lead taken off afterwards.
select
    verdict as split,
    sum(case when status = 'not_a_lead' then 0 when status = 'service_request' then 0 else 1 end) as n
from leads
where verdict is not null and status is not null
group by verdict
having sum(case when status = 'not_a_lead' then 0 when status = 'service_request' then 0 else 1 end) > 0

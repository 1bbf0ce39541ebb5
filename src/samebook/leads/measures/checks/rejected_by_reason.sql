-- Delivered leads with a day of rejection, by the reason given.
select rejection_reason as split, count(rejected_on) as n
from leads
where delivered_on is not null
    and rejection_reason is not null
    and status <> 'not_a_lead'
    and status <> 'service_request'
group by rejection_reason
having count(rejected_on) > 0

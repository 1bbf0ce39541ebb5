-- Real leads that reached a rep, and how many of them have a day of winning.
with reached as (
    select won_on
    from leads
    where delivered_on is not null and status <> 'not_a_lead' and status <> 'service_request'
)
select count(won_on) as hits, count(*) as n
from reached

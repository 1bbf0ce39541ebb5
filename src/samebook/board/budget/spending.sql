-- What was spent, and how many leads were delivered, by month, channel and source.
-- grain: one row per month, channel and source, for costs and leads apart.
-- columns: month, its first day; channel, of the communication; source, of the cost or lead; spent, in the company's
--   currency; apart, costs without a rate, which are in no sum; delivered, leads.
-- time: booked_on of costs, delivered_on of leads; before :until_on.
select month_of(c.booked_on) as month, m.channel as channel, c.source as source,
       sum(coalesce(c.amount_company, 0)) as spent,
       sum(case when c.amount_company is null then 1 else 0 end) as apart, 0 as delivered
from costs c
left join communications m on m.communication_id = c.communication_id
where c.booked_on >= :from_on and c.booked_on < :until_on
group by month_of(c.booked_on), m.channel, c.source
union all
select month_of(l.delivered_on) as month, m.channel as channel, l.source as source,
       0 as spent, 0 as apart, count(*) as delivered
from leads l
left join communications m on m.communication_id = l.communication_id
where l.delivered_on >= :from_on and l.delivered_on < :until_on
group by month_of(l.delivered_on), m.channel, l.source

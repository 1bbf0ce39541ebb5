-- Ages found by counting on from the month of receipt, month by month, instead of taking two months from each other.
select month_of(l.received_on) as cohort, 'opportunity' as step,
       case when l.converted_on < l.received_on then -1 else a.age end as age, count(*) as n
from leads as l
left join (select distinct months_since(x.received_on, x.converted_on) as age from leads as x
           where x.converted_on >= x.received_on) as a
    on a.age between 0 and :months and a.age = months_since(month_of(l.received_on), month_of(l.converted_on))
       and l.converted_on >= l.received_on
where l.status <> 'not_a_lead' and l.status <> 'service_request'
  and l.received_on >= :from_on and l.received_on < :until_on
group by 1, 2, 3
union all
select month_of(l.received_on) as cohort, 'won' as step,
       case when l.won_on < l.received_on then -1
            when months_since(l.received_on, l.won_on) <= :months then months_since(l.received_on, l.won_on) end as age,
       count(*) as n
from leads as l
where l.status <> 'not_a_lead' and l.status <> 'service_request'
  and l.received_on >= :from_on and l.received_on < :until_on
group by 1, 2, 3

-- Touches, messages and responses each joined by themselves, and a line for every opportunity beside.
with pairs as (
    select o.opportunity_id, case when t.channel is null then 'other' else t.channel end as part
    from opportunities as o join touches as t on t.account_id = o.account_id
    where t.happened_on < o.opened_on and days_between(t.happened_on, o.opened_on) <= :within_days
      and o.opened_on >= :from_on and o.opened_on < :until_on
    union all
    select o.opportunity_id, 'message'
    from opportunities as o join sends as s on s.account_id = o.account_id
    where s.sent_on < o.opened_on and days_between(s.sent_on, o.opened_on) <= :within_days
      and case when s.outcome is null then true else s.outcome = 'delivered' end
      and o.opened_on >= :from_on and o.opened_on < :until_on
    union all
    select o.opportunity_id, 'response'
    from opportunities as o join responses as r on r.account_id = o.account_id
    where r.received_on < o.opened_on and days_between(r.received_on, o.opened_on) <= :within_days
      and o.opened_on >= :from_on and o.opened_on < :until_on
)
select part, happened, count(*) as n
from (
    select cast(null as text) as part,
           case when o.account_id is null then null else count(p.part) end as happened
    from opportunities as o left join pairs as p on p.opportunity_id = o.opportunity_id
    where o.opened_on >= :from_on and o.opened_on < :until_on
    group by o.opportunity_id, o.account_id
    union all
    select part, count(*) as happened from pairs group by opportunity_id, part
) as counted
group by part, happened

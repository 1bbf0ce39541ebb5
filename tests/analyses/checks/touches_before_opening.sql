-- Opportunity by opportunity, each with its contacts counted, instead of all contacts joined to all.
select null as part, happened, count(*) as n from (
    select o.opportunity_id,
           case when o.account_id is not null then
               (select count(*) from touches as t where t.account_id = o.account_id and t.happened_on < o.opened_on
                   and t.happened_on >= days_before(o.opened_on, :within_days))
             + (select count(*) from sends as s where s.account_id = o.account_id and s.sent_on < o.opened_on
                   and s.sent_on >= days_before(o.opened_on, :within_days)
                   and coalesce(s.outcome, 'delivered') = 'delivered')
             + (select count(*) from responses as r where r.account_id = o.account_id and r.received_on < o.opened_on
                   and r.received_on >= days_before(o.opened_on, :within_days))
           end as happened
    from opportunities as o
    where o.opened_on >= :from_on and o.opened_on < :until_on
) as each_one
group by 1, 2
union all
select part, happened, count(*) as n from (
    select o.opportunity_id, coalesce(t.channel, 'other') as part, count(t.touch_id) as happened
    from opportunities as o join touches as t on t.account_id = o.account_id
    where t.happened_on < o.opened_on and t.happened_on >= days_before(o.opened_on, :within_days)
      and o.opened_on >= :from_on and o.opened_on < :until_on
    group by 1, 2
    union all
    select o.opportunity_id, 'message', count(s.send_id)
    from opportunities as o join sends as s on s.account_id = o.account_id
    where s.sent_on < o.opened_on and s.sent_on >= days_before(o.opened_on, :within_days)
      and coalesce(s.outcome, 'delivered') = 'delivered'
      and o.opened_on >= :from_on and o.opened_on < :until_on
    group by 1, 2
    union all
    select o.opportunity_id, 'response', count(r.response_id)
    from opportunities as o join responses as r on r.account_id = o.account_id
    where r.received_on < o.opened_on and r.received_on >= days_before(o.opened_on, :within_days)
      and o.opened_on >= :from_on and o.opened_on < :until_on
    group by 1, 2
) as by_channel
group by 1, 2

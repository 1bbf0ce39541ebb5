-- No window: an account's rank is one more than the number of accounts before it.
with totals as (
    select account_id, revenue, apart, held,
           case when held = 'positive' then 1 when held = 'zero' and :with_noughts = 1 then 1 else 0 end as is_ranked
    from (
        select w.account_id, coalesce(sum(i.amount_company), cast(0 as decimal(28, 2))) as revenue,
               count(i.order_id) - count(i.amount_company) as apart,
               case when sum(i.amount_company) > 0 then 'positive' when sum(i.amount_company) < 0 then 'negative'
                    when count(i.order_id) > 0 and count(i.amount_company) = 0 then 'unknown' else 'zero' end as held,
               count(i.order_id) as lines
        from (select distinct account_id from orders where ordered_on < :until_on and account_id is not null) as w
        left join orders as i
            on i.account_id = w.account_id and i.ordered_on >= :from_on and i.ordered_on < :until_on
        group by w.account_id
    ) as sums
    where lines > 0 or :with_noughts = 1
), placed as (
    select a.account_id, a.revenue, a.apart, a.held, a.is_ranked, count(b.account_id) as before
    from totals as a
    left join totals as b on a.is_ranked = 1 and b.is_ranked = 1
        and (b.revenue > a.revenue or (b.revenue = a.revenue and b.account_id < a.account_id))
    group by a.account_id, a.revenue, a.apart, a.held, a.is_ranked
), wide as (
    select p.held, p.revenue, p.apart,
           case when p.is_ranked = 1 then quotient(p.before * 1000, r.ranked) end as bucket,
           case when p.is_ranked = 1
                then cast(p.before + 1 as double precision) * cast(p.revenue as double precision) end as weighted
    from placed as p join (select count(*) as ranked from totals where is_ranked = 1) as r on 1 = 1
)
select held, bucket, count(*) as n, sum(revenue) as revenue, sum(weighted) as weighted, sum(apart) as apart
from wide
group by held, bucket

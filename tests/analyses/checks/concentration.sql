-- No window: an account's rank is one more than the number of accounts before it.
with totals as (
    select account_id, revenue, apart, held,
           case when held = 'positive' then 1 when held = 'zero' and :with_noughts = 1 then 1 else 0 end as is_ranked
    from (
        select w.account_id, coalesce(sum(i.amount_company), 0) as revenue,
               count(i.order_id) - count(i.amount_company) as apart,
               case when sum(i.amount_company) > 0 then 'positive' when sum(i.amount_company) < 0 then 'negative'
                    when count(i.order_id) > 0 and count(i.amount_company) = 0 then 'unknown' else 'zero' end as held,
               count(i.order_id) as lines
        from (select distinct account_id from orders where ordered_on < :until_on) as w
        left join orders as i
            on i.account_id = w.account_id and i.ordered_on >= :from_on and i.ordered_on < :until_on
        group by w.account_id
    ) as sums
    where lines > 0 or :with_noughts = 1
)
select held, bucket, count(*) as n, sum(revenue) as revenue, sum(weighted) as weighted, sum(apart) as apart
from (
    select a.held, a.revenue, a.apart,
           case when a.is_ranked = 1 then quotient((
               select count(*) from totals as b where b.is_ranked = 1
               and (b.revenue > a.revenue or (b.revenue = a.revenue and b.account_id < a.account_id))
           ) * 1000, (select count(*) from totals as b where b.is_ranked = 1)) end as bucket,
           case when a.is_ranked = 1 then cast(1 + (
               select count(*) from totals as b where b.is_ranked = 1
               and (b.revenue > a.revenue or (b.revenue = a.revenue and b.account_id < a.account_id))
           ) as double precision) * cast(a.revenue as double precision) end as weighted
    from totals as a
) as placed
group by 1, 2

-- The first order looked for account by account; refunds and orders added up apart and laid together.
select month_of(first_on) as cohort, age, count(distinct case when is_order = 1 then account_id end) as accounts,
       count(*) as n, sum(amount_company) as revenue, sum(is_apart) as apart
from (
    select f.first_on, o.account_id, o.amount_company,
           case when o.amount > 0 then 1 else 0 end as is_order,
           case when o.amount_company is null then 1 else 0 end as is_apart,
           case when o.ordered_on < f.first_on then -1
                else quotient(months_since(month_of(f.first_on), month_of(o.ordered_on)), :months_each) end as age
    from orders as o
    join (
        select distinct p.account_id, p.ordered_on as first_on from orders as p
        where p.amount > 0 and not exists (
            select 1 from orders as q
            where q.account_id = p.account_id and q.amount > 0 and q.ordered_on < p.ordered_on)
    ) as f on f.account_id = o.account_id
) as lines
where first_on >= :from_on and first_on < :until_on
group by 1, 2

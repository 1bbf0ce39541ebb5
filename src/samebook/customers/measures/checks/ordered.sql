-- Sales and refunds added up apart, then together.
select
    count(order_id) as n,
    sum(case when amount_company > 0 then amount_company else cast(0 as decimal(28, 2)) end)
        + sum(case when amount_company < 0 then amount_company else cast(0 as decimal(28, 2)) end) as amount,
    count(order_id) - count(amount_company) as apart
from orders

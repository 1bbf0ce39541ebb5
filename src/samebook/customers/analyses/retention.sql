-- name: retention
-- title: Retention of customers
-- means: Of the customers whose first order is of a month, the share that orders again in each period after, and the revenue of that period as a part of the first one's.
-- kind: retention
-- grain: One row per month of the first order and period since.
-- columns:
--   cohort: date. The month of the account's first order, by its first day.
--   age: integer (periods). Periods from the month of the first order to the order; 0 is the period that begins with that month. -1 for lines dated before the first order.
--   accounts: integer (accounts). How many different accounts ordered.
--   n: integer (orders). How many lines, refunds included.
--   revenue: decimal (company currency). Orders less refunds; null when none has a rate.
--   apart: integer (orders). Lines in a currency without a dated rate, which are in no revenue.
-- parameters:
--   months_each: 3 (from 1 to 12, months). How many months a period has.
-- unit: customers
-- nulls: Only a line above zero is an order: a refund (below zero) or a free line makes no customer and is no ordering again. A refund lessens the revenue of the period it is booked in, not that of its order. Lines before the first order are left out. Who ordered before the records begin looks new in their first months. A period that is not over is empty. A period that is over and has no order is nought.
-- time: The day of the account's first order.
-- source: Samebook's own definition, with its rule for refunds; Wilson 1927 (interval).
-- by: cohort, age
with firsts as (
    select account_id, min(ordered_on) as first_on
    from orders
    where amount > 0
    group by account_id
),
aged as (
    select
        month_of(f.first_on) as cohort,
        case
            when o.ordered_on < f.first_on then -1
            else quotient(months_since(f.first_on, o.ordered_on), :months_each)
        end as age,
        case when o.amount > 0 then o.account_id end as buyer,
        o.amount_company,
        case when o.amount_company is null then 1 else 0 end as is_apart
    from orders as o
    join firsts as f on f.account_id = o.account_id
    where f.first_on >= :from_on
        and f.first_on < :until_on
)
select
    cohort,
    age,
    count(distinct buyer) as accounts,
    count(*) as n,
    sum(amount_company) as revenue,
    sum(is_apart) as apart
from aged
group by cohort, age

-- name: concentration
-- title: Concentration of revenue
-- means: What part of the revenue of these days the largest 1, 5, 10 and 20 % of the accounts bring, and how unequal it is in all.
-- kind: concentration
-- grain: One row per thousandth of the ranking by revenue, largest first, and one per group that is in no ranking.
-- columns:
--   held: text. positive, zero, negative, or unknown (no line with a rate).
--   bucket: integer. Thousandth of the ranking: (rank - 1) * 1000 divided by the number ranked, without the rest; null when it is in no ranking.
--   n: integer (accounts). How many.
--   revenue: decimal (company currency). Orders less refunds.
--   weighted: number. The sum of rank times revenue, for Gini's coefficient.
--   apart: integer (orders). Lines in a currency without a dated rate, which are in no revenue.
-- parameters:
--   with_noughts: 0 (from 0 to 1). 1 also ranks accounts that ordered before and brought nothing in these days, or as much refunded as ordered.
-- unit: accounts
-- nulls: An account's refunds are taken off its orders of the same days. Accounts below zero would break Lorenz's curve: they stand apart. Accounts at zero stand apart, too, unless accounts at nought are ranked, too, which changes everything. Equal accounts are ranked by their key; no figure depends on it.
-- time: The day of the order.
-- source: Gini by 2 Σ i·x(i) / (n Σ x) - (n + 1) / n; Schmittlein, Cooper and Morrison, Marketing Science 12, 1993: short windows overstate concentration.
-- by: held, bucket
with sums as (
    select
        account_id,
        sum(case when ordered_on >= :from_on then amount_company end) as revenue,
        count(case when ordered_on >= :from_on then account_id end) as lines,
        count(case when ordered_on >= :from_on then amount_company end) as rated
    from orders
    where ordered_on < :until_on
        and account_id is not null
    group by account_id
),
held as (
    select
        account_id,
        coalesce(revenue, cast(0 as decimal(28, 2))) as revenue,
        lines - rated as apart,
        case
            when revenue > 0 then 'positive'
            when revenue < 0 then 'negative'
            when rated = 0 and lines > 0 then 'unknown'
            else 'zero'
        end as held
    from sums
    where lines > 0 or :with_noughts = 1
),
marked as (
    select
        account_id,
        revenue,
        apart,
        held,
        case when held = 'positive' or (held = 'zero' and :with_noughts = 1) then 1 else 0 end as is_ranked
    from held
),
placed as (
    select
        revenue,
        apart,
        held,
        is_ranked,
        row_number() over (
            partition by is_ranked order by revenue desc nulls last, account_id nulls last
        ) as place,
        count(*) over (partition by is_ranked) as among
    from marked
),
bucketed as (
    select
        held,
        case when is_ranked = 1 then quotient((place - 1) * 1000, among) end as bucket,
        revenue,
        case
            when is_ranked = 1 then cast(place as double precision) * cast(revenue as double precision)
        end as weighted,
        apart
    from placed
)
select
    held,
    bucket,
    count(*) as n,
    sum(revenue) as revenue,
    sum(weighted) as weighted,
    sum(apart) as apart
from bucketed
group by held, bucket

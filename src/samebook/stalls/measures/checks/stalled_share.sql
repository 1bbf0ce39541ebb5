-- Each sale's own days in a subquery, and no grouping of the times.
with sales as (
    select
        opportunity_id,
        case when outcome = 'open' then days_between(opened_on, :as_of_on) else days_between(opened_on, closed_on) end as days,
        (
            select sum(days_between(t.from_on, case when t.until_on is null then :as_of_on else t.until_on end))
            from stalled_times as t
            where t.opportunity_id = o.opportunity_id
        ) as stood
    from opportunities as o
)
select
    count(case when days <> 0 then 1 end) as n,
    sum(case when days <> 0 then ratio(100 * coalesce(stood, 0), days) end) as total
from sales

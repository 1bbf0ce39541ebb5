-- Won sales in order of their days; the median is the one in the middle, or between the two in the middle.
with won as (
    select days_between(opened_on, closed_on) as days
    from opportunities
    where outcome = 'won'
),
ordered as (
    select days, row_number() over (order by days) as place, count(*) over () as total
    from won
    where days >= 0
)
select
    max(total) as n,
    ratio(sum(days), count(*)) as median,
    (select count(*) from won) - max(total) as left_out
from ordered
where 2 * place between total and total + 2

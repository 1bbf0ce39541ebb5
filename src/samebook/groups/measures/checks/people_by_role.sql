-- Every count of people by kind in one column, in order; the median is the one in the middle, or between the two.
with known as (
    select opportunity_id, stalls, refuses, decides, supports, takes_part
    from buying_groups
    where stalls + refuses + decides + supports + takes_part >= 1
        and opportunity_id in (select opportunity_id from opportunities)
),
counted as (
    select stalls as people from known
    union all
    select refuses as people from known
    union all
    select decides as people from known
    union all
    select supports as people from known
    union all
    select takes_part as people from known
),
ordered as (
    select people, row_number() over (order by people) as place, count(*) over () as total
    from counted
    where people >= 0
)
select
    max(total) as n,
    ratio(sum(people), count(*)) as median,
    (select count(*) from counted) - max(total) as left_out
from ordered
where 2 * place between total and total + 2

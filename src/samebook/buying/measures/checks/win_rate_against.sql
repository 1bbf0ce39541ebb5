-- The decided ones that name a competitor, once for each name.
with decided as (
    select opportunity_id, outcome
    from opportunities
    where outcome = 'won' or outcome = 'lost'
)
select
    count(case when d.outcome = 'won' then 1 end) as hits,
    count(*) as n
from decided as d
join opportunity_competitors as c on d.opportunity_id = c.opportunity_id

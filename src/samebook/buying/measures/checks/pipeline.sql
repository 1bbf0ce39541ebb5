-- Neither won nor lost: added up where an amount is known.
with standing as (
    select opportunity_id, amount_company
    from opportunities
    where outcome = 'open'
)
select
    count(distinct opportunity_id) as n,
    sum(amount_company) as amount,
    count(distinct opportunity_id) - count(amount_company) as apart
from standing

-- How often each status stands, of which only the queue of questions is looked at.
with standing as (
    select status, count(lead_id) as leads_there
    from leads
    group by status
)
select coalesce(sum(leads_there), 0) as n
from standing
where status = 'ask'

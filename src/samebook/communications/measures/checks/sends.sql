-- Every message, whatever became of it: what is known to have arrived beside the rest.
select
    coalesce(sum(case when outcome = 'delivered' then 1 else 0 end), 0)
        + coalesce(sum(case when outcome = 'delivered' then 0 else 1 end), 0) as n
from sends

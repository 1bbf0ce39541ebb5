-- All but those that ended or whose sale is decided.
select count(*) - count(case when closed_at is not null or outcome is null or outcome <> 'open' then 1 end) as n
from stalls

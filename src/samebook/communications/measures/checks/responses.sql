-- Each response once.
select count(distinct response_id) as n
from responses

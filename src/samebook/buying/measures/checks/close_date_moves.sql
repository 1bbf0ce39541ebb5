-- All moves beside all opportunities, those without any included.
select count(opportunity_id) as n, cast(sum(close_date_moves) as double precision) as total
from opportunities
where close_date_moves is not null

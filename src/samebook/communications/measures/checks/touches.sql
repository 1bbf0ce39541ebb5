-- Each touch once.
select count(distinct touch_id) as n
from touches

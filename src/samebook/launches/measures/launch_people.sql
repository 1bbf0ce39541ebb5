-- name: launch_people
-- title: People a sale of a launched product
-- means: How many people at the customer take part in a sale of a launched product, on average.
-- kind: mean
-- grain: One row per launch and opportunity of its product, opened since it began.
-- columns:
--   record_id: The opportunity.
--   day: The day it was opened.
--   launch_id: The launch.
--   territory_id: Where.
--   owner_id: The rep.
--   value: People at the customer who take part.
-- unit: people
-- nulls: Sales in which nobody is named are not counted: that says nothing of how many take part. One of a product with two launches counts with each.
-- time: The day the opportunity was opened.
-- source: Student 1908 (interval).
-- by: launch, territory, rep, month
-- drill: opportunity
select
    opportunity_id as record_id,
    opened_on as day,
    launch_id,
    territory_id,
    owner_id,
    people as value
from launch_sales
where people > 0

-- name: spent
-- title: Spent on communications
-- means: The costs booked, in the company's currency.
-- kind: amount
-- grain: One row per booked cost.
-- columns:
--   record_id: The cost.
--   day: The day it is booked.
--   source: The source it was spent on, when it names one.
--   communication_id: What it was spent on, when it names one.
--   amount: In the company's currency at the dated rate; null without a rate.
-- unit: company currency
-- nulls: Costs in a currency without a dated rate are counted but not in the amount; their number stands beside it.
-- time: The day it is booked.
-- source: Samebook's glossary, cost. Sums never mix currencies.
-- by: source, communication, month
-- drill: cost
select
    cost_id as record_id,
    booked_on as day,
    source,
    communication_id,
    amount_company as amount
from costs

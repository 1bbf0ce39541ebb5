-- name: cost_per_response
-- title: Cost per response
-- means: What was spent in the period, divided by the responses that came in it.
-- kind: ratio
-- grain: One row per booked cost and one per response.
-- columns:
--   record_kind: cost or response.
--   record_id: The cost, or the response.
--   day: The day the cost is booked, or the response came.
--   source: The source that the cost, or the response, names.
--   communication_id: The communication that the cost, or the response, names.
--   amount: The cost in the company's currency; null for a response, and for a cost without a dated rate.
--   base: 1 for a response, 0 for a cost.
-- unit: company currency
-- nulls: Without a response, or without a booked cost, there is no figure. Several responses of one person count each.
--   Costs in a currency without a rate stand apart and are counted beside it. By source, only costs that name a source
--   are in a source's row.
-- time: The day of booking and the day the response came, in the company's zone. Cost and response of one period need
--   not belong together: a fair is paid before its visitors come.
-- source: Interval: the count as Poisson (Garwood 1936), the cost as known.
-- by: source, communication, month
-- drill: response
select
    'response' as record_kind,
    response_id as record_id,
    received_on as day,
    source,
    communication_id,
    cast(null as decimal(28, 2)) as amount,
    1 as base
from responses
union all
select
    'cost' as record_kind,
    cost_id as record_id,
    booked_on as day,
    source,
    communication_id,
    amount_company as amount,
    0 as base
from costs

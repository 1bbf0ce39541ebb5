-- name: ordered
-- title: Orders
-- means: What customers ordered, refunds taken off, in the company's currency.
-- kind: amount
-- grain: One row per order; a refund is an order below zero.
-- columns:
--   record_id: The order.
--   day: The day of the order.
--   territory_id: The account's territory.
--   amount: In the company's currency at the dated rate; null without a rate.
-- unit: company currency
-- nulls: Orders in a currency without a dated rate are counted but not in the amount; their number stands beside it.
-- time: The day of the order.
-- source: Samebook's own definition. Sums never mix currencies.
-- by: territory, month
-- drill: order
select
    order_id as record_id,
    ordered_on as day,
    territory_id,
    amount_company as amount
from orders

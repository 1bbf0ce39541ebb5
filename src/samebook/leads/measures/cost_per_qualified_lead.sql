-- name: cost_per_qualified_lead
-- title: Cost per qualified lead
-- means: What was spent in the period, divided by the leads that met the criteria and were delivered in it.
-- kind: ratio
-- grain: One row per booked cost and one per delivered lead.
-- columns:
--   record_kind: cost or lead.
--   record_id: The cost, or the lead.
--   day: The day the cost is booked, or the lead was delivered.
--   source: The source that the cost, or the lead, names.
--   communication_id: The communication that the cost, or the lead, names.
--   amount: The cost in the company's currency; null for a lead, and for a cost without a dated rate.
--   base: 1 for a lead, 0 for a cost.
--   edition_id: The edition that judged the lead.
-- unit: company currency
-- nulls: Without a delivered lead, or without a booked cost, there is no figure. Costs in a currency without a rate
--   stand apart and are counted beside it. By source, only costs that name a source are in a source's row.
-- time: The day of booking and the day of delivery, in the company's zone. Cost and lead of one period need not belong
--   together: a fair is paid before its leads arrive.
-- source: Interval: the count as Poisson (Garwood 1936), the cost as known.
-- by: source, communication, month
-- drill: lead
select
    'lead' as record_kind,
    lead_id as record_id,
    delivered_on as day,
    source,
    communication_id,
    cast(null as decimal(28, 2)) as amount,
    1 as base,
    edition_id
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
union all
select
    'cost' as record_kind,
    cost_id as record_id,
    booked_on as day,
    source,
    communication_id,
    amount_company as amount,
    0 as base,
    cast(null as bigint) as edition_id
from costs

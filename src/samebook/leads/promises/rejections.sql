-- One row per delivered lead that sales rejected; hit is 1 when the rejection has a reason.
select
    lead_id as record_id,
    rejected_on as day,
    territory_id,
    level,
    edition_id,
    case when rejection_reason is null then 0 else 1 end as hit
from leads
where status not in ('not_a_lead', 'service_request')
    and delivered_at is not null
    and rejected_at is not null

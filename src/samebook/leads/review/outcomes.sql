-- One row per judged lead: how it was judged, and what became of it since it was delivered.
-- not_worked is 1 when nobody tried or answered it; never by how it ended, or only what ended well would count.
-- accepted is null until sales answered.
-- opportunity and won are 1 or 0 within 90 and 180 days of delivery, and null for a lead that has not been
-- followed so long: young leads have not had their chance (METHODS 4), so they are not counted as failures.
-- impossible marks ends that are dated before the delivery.
select
    l.lead_id as record_id,
    l.edition_id as edition_id,
    l.territory_id as territory_id,
    l.received_on as day,
    j.criteria as criteria,
    l.verdict as verdict,
    case when l.delivered_at is null then null else l.level end as delivered_level,
    case when l.first_attempt_at is null and l.answered_at is null then 1 else 0 end as not_worked,
    case when l.answered_at is null then null when l.rejection_reason is null then 1 else 0 end as accepted,
    l.rejection_reason as rejection_reason,
    case
        when days_between(l.delivered_on, :as_of_on) < 90 then null
        when l.converted_on is not null and days_between(l.delivered_on, l.converted_on) <= 90 then 1
        else 0
    end as opportunity,
    case
        when days_between(l.delivered_on, :as_of_on) < 180 then null
        when l.won_on is not null and days_between(l.delivered_on, l.won_on) <= 180 then 1
        else 0
    end as won,
    case when l.converted_on < l.delivered_on or l.won_on < l.delivered_on then 1 else 0 end as impossible
from judgements j
join leads l on l.lead_id = j.lead_id
where l.status not in ('not_a_lead', 'service_request')

-- One row per lead, by the day it came; set aside ones included, since how many those are is asked too.
-- to_owner is 1 when the rep who has it owns the account today, null where the account has no owner.
-- was_delivered is 1 when it reached a rep. judged_later is 1 when its verdict was given on a later day than it came.
select
    l.lead_id as record_id,
    l.received_on as day,
    l.delivered_on as delivered_on,
    l.territory_id as territory_id,
    l.edition_id as edition_id,
    l.status as status,
    l.verdict as verdict,
    l.level as level,
    l.set_aside_reason as set_aside_reason,
    case when l.delivered_at is null then 0 else 1 end as was_delivered,
    case when l.recycled_from_id is null then 0 else 1 end as was_recycled,
    case when a.owner_id is null or l.delivered_at is null then null when a.owner_id = l.owner_id then 1 else 0 end
        as to_owner
from leads l
left join accounts a on a.account_id = l.account_id

select
    m.opportunity_id,
    m.person_id,
    min(case when t.happened_on >= o.opened_on then t.happened_at end) as first_at,
    max(t.happened_at) as last_at
from touches as t
join group_members as m on m.person_id = t.person_id
join opportunities as o on o.opportunity_id = m.opportunity_id
where t.direction = 'inbound'
    and m.left_at is null
    and o.outcome = 'open'
group by m.opportunity_id, m.person_id

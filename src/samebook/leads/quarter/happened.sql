-- One row per sealed entry about a lead or its response.
select
    entry_id as record_id,
    record_id as lead_id,
    code,
    territory_id,
    edition_id,
    happened_at
from entries
where code in (
    'leads.lead.asked', 'leads.lead.answered', 'leads.lead.nurtured', 'leads.lead.recycled',
    'leads.lead.handed_over', 'leads.response.joined'
)

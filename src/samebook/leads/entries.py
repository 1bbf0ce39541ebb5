"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "leads.lead.received": "Lead received[; {status}][ at level {level}][, to {user:owner}]",
    "leads.response.joined": "A further response joined a lead",
    "leads.lead.judged": "Lead judged again[ because of {because}][; {status}][ at level {level}][, to {user:owner}]",
    "leads.lead.accepted": "Lead accepted",
    "leads.lead.rejected": "Lead rejected[: {reason}]",
    "leads.lead.attempted": "Attempt[ by {channel}][: {outcome}]",
    "leads.lead.handed_over": "Lead handed over[ from {user:before}][ to {user:after}]",
    "leads.lead.converted": "Lead became an opportunity",
    "leads.lead.set_aside": "Lead set aside[: {reason}]",
    "leads.lead.recycled": "Lead brought back",
    "leads.lead.asked": "A lead's question asked[: {outcome}]",
    "leads.lead.answered": "A lead's questions answered[: {fields}]",
    "leads.lead.nurtured": "Lead to nurture[: {reason}]",
    "leads.effect.compared": "Two texts of the Book compared on leads[: {after} against {before}][, {start} to {end}]",
    "leads.quarter.asked": "Review sheet made[: {edition}][, {quarter}]",
    "leads.lead.breached": "A follow-up clock ran out[: {breach}][, with {user:owner}]",
}

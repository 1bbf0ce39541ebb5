"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "stalls.stall.opened": "Stall opened[: {cause}]",
    "stalls.stall.imported": "Stall brought in[: {cause}]",
    "stalls.stall.closed": "Stall ended[: {cause}][, {ended_by}]",
    "stalls.proposal.proposed": "Stall proposed[ by the rule {rule}]",
    "stalls.proposal.confirmed": "Proposed stall confirmed[: {cause}]",
    "stalls.proposal.waved_off": "Proposed stall waved off[, rule {rule}]",
    "stalls.proposal.lapsed": "Proposed stall no longer so[, rule {rule}]",
    "stalls.meeting.moved": "Meeting about an opportunity moved[ to {to_date}]",
}

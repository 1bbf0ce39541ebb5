"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "buying.opportunity.opened": "Opportunity opened",
    "buying.opportunity.imported": "Opportunity brought in",
    "buying.opportunity.moved": "Opportunity moved[ from {before}][ to {after}]",
    "buying.opportunity.changed": "Opportunity changed",
    "buying.opportunity.won": "Opportunity won[: {reason}]",
    "buying.opportunity.lost": "Opportunity lost[: {reason}]",
    "buying.opportunity.reopened": "Opportunity opened again",
    "buying.opportunity.people_named": "People of an opportunity named",
    "buying.opportunity.products_named": "Products of an opportunity named",
    "buying.opportunity.competitors_named": "Competitors of an opportunity named",
    "buying.opportunity.team_named": "Who works on an opportunity named",
    "buying.opportunity.history_imported": "History of an opportunity brought in",
}

"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "communications.communication.added": "Communication added",
    "communications.communication.changed": "Communication changed[: {fields}]",
    "communications.cost.booked": "Cost booked",
    "communications.cost.changed": "Cost changed",
    "communications.history.begun": "Import of history begun[: {table}]",
    "communications.history.imported": "History imported[: {added} {table}]",
    "communications.history.undone": "Import of history undone[: {rows} {table}]",
    "communications.history.dropped": "Import of history given up[: {table}]",
    "communications.holdout.planned": "Hold-out planned[ among {accounts} accounts]",
    "communications.holdout.cancelled": "Hold-out cancelled",
    "communications.holdout.accounts_read": "Held-out accounts read by a program[: {accounts}]",
    "communications.holdout.list_taken": "List of held-out accounts taken out",
}

"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "accounts.account.added": "Account added[: {name}]",
    "accounts.account.changed": "Account changed",
    "accounts.account.placed": "Account placed in the territory of its lead",
    "accounts.account.known": "Something about an account became known[: {fields}]",
    "accounts.account.exported": "Accounts exported as a file[: {rows}]",
    "accounts.person.exported": "People exported as a file[: {rows}]",
    "accounts.person.shown": "What is kept of a person taken out as a file[: {rows}]",
    "accounts.person.added": "Person added",
    "accounts.person.changed": "Person changed",
    "accounts.person.known": "Something about a person became known[: {fields}]",
    "accounts.lead.known": "Something about a lead became known[: {fields}]",
    "accounts.person.consent": "Consent of a person noted",
    "accounts.person.erased": "Person erased",
    "accounts.address.suppressed": "An address suppressed[ for {channel}]",
}

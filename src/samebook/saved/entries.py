"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "saved.view.made": "View saved[: {subject}]",
    "saved.view.changed": "Saved view changed[: {subject}]",
    "saved.view.deleted": "Saved view deleted[: {subject}]",
    "saved.view.restored": "Saved view had back[: {subject}]",
    "saved.mailing.set": "Mailing of a saved view set[: {rhythm}]",
    "saved.mailing.stopped": "Mailing of a saved view stopped",
    "saved.mailing.sent": "Saved view mailed[: {subject}]",
}

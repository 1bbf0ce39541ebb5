"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "segments.segment.made": "Private segment made[: {name}]",
    "segments.segment.changed": "Private segment changed[: {name}]",
    "segments.segment.deleted": "Private segment deleted[: {name}]",
    "segments.segment.exported": "Members of a segment exported[: {name}]",
}

"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES: dict[str, str] = {}

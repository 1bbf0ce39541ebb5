"""What the journal's codes of offers by lot mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "plays.lot.planned": "Offers by lot begun[ for {days} days]",
    "plays.lot.stopped": "Offers by lot stopped",
    "plays.lot.drawn": "Stall drawn by lot",
}

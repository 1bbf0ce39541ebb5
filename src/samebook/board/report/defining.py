"""What must stand beside the figures wherever a document goes."""

from collections.abc import Mapping
from typing import Any

from samebook.board.figures.measured import OF_COUNTS

INTERVALS = f"95 %. Shares: Wilson. {OF_COUNTS} Cost of one: the amount as known, the count as Poisson."
BENCHMARKS = (
    "Entered by the company with their source, never filled in here; one of a count is entered a month and scaled to "
    "the days. A figure is above or below its benchmark where its whole interval is."
)
CLOSED = (
    "Closing freezes figures, benchmarks, editions and snapshot with the SHA-256 of their canonical JSON; “samebook "
    "board verify” takes it again. What is counted otherwise later is shown beside, never in their place."
)
AS_SALES = (
    "As sales reports them. Nothing here says that marketing caused a sale: that would take a randomised hold-out."
)


def definitions(figures: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Every measure's definition, and how the rest is reckoned."""
    measures = [
        (each["title"], f"{each['means']} {each['nulls']} {each['time']}")
        for each in (*figures["activity"], *(figures["promoters"] or ()), *figures["sales"])
    ]
    methods = dict.fromkeys(
        each["change"]["method"]
        for each in (*figures["activity"], *(figures["promoters"] or ()), *figures["sales"])
        if each["change"]
    )
    snapshot, editions = figures["snapshot"], figures["editions"]
    named = "; ".join(f"{each['edition']} ({each['title']}, {each['hash'][:12]}…)" for each in editions)
    return (
        *measures,
        ("Intervals", INTERVALS),
        ("Compared with the days before", " ".join(methods)),
        ("Benchmarks", BENCHMARKS),
        ("Pipeline and revenue", AS_SALES),
        ("Closing", CLOSED),
        ("Snapshot", f"{snapshot['stamp']}, journal sealed through {snapshot['sealed_through'] or 'nothing'}"),
        ("Editions of the Book", named or "None was in force"),
    )

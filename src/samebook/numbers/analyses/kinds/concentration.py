"""How much of an amount the largest hold: shares of the top, Lorenz's curve and Gini's coefficient."""

from datetime import date
from decimal import Decimal
from typing import Any

from samebook.numbers.analyses.results import Asked, Found, Headline, Line, Picture, Point, Table
from samebook.numbers.engines import Answer
from samebook.numbers.estimates import Estimate
from samebook.numbers.labels import in_words
from samebook.numbers.results import Cell, ResultColumn

TOPS = (1, 5, 10, 20)
BUCKETS = 1000
"""Ranks come in thousandths of the ranking, largest first: rank d of n is in thousandth (d - 1) * 1000 // n."""
HELD = {
    "zero": "Nothing in these days, or as much refunded as ordered",
    "negative": "More refunded than ordered",
    "unknown": "Only orders without a rate",
}


def concentration(asked: Asked, rows: Answer, as_of_on: date) -> Found:
    """Top shares round the number of accounts up; Gini is 2 Σ i x_i / (n Σ x) - (n + 1) / n, not divided by (n-1)/n.

    No interval is known for them: none is given. Accounts below zero are in no ranking.

    Source: METHODS 2.
    """
    ranked: dict[int, tuple[int, Decimal, float]] = {}
    beside: dict[str, tuple[int, Decimal]] = {}
    apart = noughts = 0
    for row in rows.dicts():
        apart += row["apart"]
        if row["bucket"] is None:
            n, amount = beside.get(row["held"], (0, Decimal(0)))
            beside[row["held"]] = (n + row["n"], amount + (row["revenue"] or 0))
        else:
            n, amount, weighted = ranked.get(row["bucket"], (0, Decimal(0), 0.0))
            more = (row["n"], row["revenue"] or 0, row["weighted"] or 0.0)
            noughts += row["n"] if row["held"] == "zero" else 0
            ranked[row["bucket"]] = (n + more[0], amount + more[1], weighted + more[2])
    n = sum(count for count, _, _ in ranked.values())
    total = sum((amount for _, amount, _ in ranked.values()), Decimal(0))
    gini = _gini(n, total, sum(weighted for _, _, weighted in ranked.values()))
    notes = [f"{apart:,} orders without a rate are in no amount."] if apart else []
    return Found(
        row_count=n,
        left_out=0,
        headlines=_headlines(gini, noughts, n, asked),
        tables=(*([_tops(ranked, n, total)] if n else []), *([_others(beside)] if beside else [])),
        picture=_lorenz(ranked, n, total),
        notes=tuple(notes),
    )


def _headlines(gini: float | None, noughts: int, n: int, asked: Asked) -> tuple[Headline, ...]:
    if not n:
        return ()
    found = [Headline("Gini", "number", Estimate(gini, None, None, n))]
    if asked.value("with_noughts"):
        found.append(Headline("At nought", "share", Estimate(noughts / n, None, None, n)))
    return tuple(found)


def _gini(n: int, total: Decimal, weighted: float) -> float | None:
    """Of ranks from the largest: rank d of n is rank n + 1 - d from the smallest."""
    if not n or not total:
        return None
    rising = (n + 1) * float(total) - weighted
    return 2 * rising / (n * float(total)) - (n + 1) / n


def _tops(ranked: dict[int, tuple[int, Decimal, float]], n: int, total: Decimal) -> Table:
    columns = (
        ResultColumn("n", "Accounts", "count"),
        ResultColumn("amount", "Amount", "money", "company currency"),
        ResultColumn("share", "Share of the amount", "share"),
    )
    lines = []
    for top in (*TOPS, 100):
        inside = [found for bucket, found in ranked.items() if bucket < top * BUCKETS // 100]
        amount = sum((found[1] for found in inside), Decimal(0))
        share = float(amount / total) if total else None
        cells: dict[str, Cell] = {"n": sum(found[0] for found in inside), "amount": amount, "share": share}
        lines.append(Line((f"Top {top} %" if top < 100 else "All ranked",), cells))
    return Table("tops", "What the largest hold", ("Rank",), columns, tuple(lines))


def _others(beside: dict[str, tuple[int, Decimal]]) -> Table:
    columns = (
        ResultColumn("n", "Accounts", "count"),
        ResultColumn("amount", "Amount", "money", "company currency"),
    )
    lines = [
        Line((HELD.get(held, in_words(held)),), {"n": n, "amount": amount})
        for held, (n, amount) in sorted(beside.items())
    ]
    return Table("beside", "In no ranking", ("Why",), columns, tuple(lines))


def _lorenz(ranked: dict[int, tuple[int, Decimal, float]], n: int, total: Decimal) -> Picture | None:
    """From the smallest: the share of accounts and the share of the amount they hold."""
    if not total:
        return None
    points: list[Any] = [Point("Amount held", 0.0, 0.0)]
    count, amount = 0, Decimal(0)
    for bucket in sorted(ranked, reverse=True):
        count, amount = count + ranked[bucket][0], amount + ranked[bucket][1]
        points.append(Point("Amount held", count / n, float(amount / total)))
    return Picture("lorenz", "Share of the accounts, smallest first", "Share of the amount", tuple(points))

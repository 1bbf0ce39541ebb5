"""The change in leads at each change of the budget, drawn with its interval."""

from collections.abc import Sequence
from typing import Any

from samebook.board.budget.showing import Row
from samebook.kernel.numerals import with_minus
from samebook.numbers.charts.draw import drawn
from samebook.numbers.charts.theme import INKS, Theme, configuration

TITLE = "Leads per month, more or fewer"


def describe(rows: Sequence[Row]) -> str:
    """What the picture shows, for who cannot see it."""
    said = [
        f"{row.change_told}: {with_minus(f'{row.found.low:+.1f}')} to {with_minus(f'{row.found.high:+.1f}')}"
        for row in rows
        if row.found.low is not None and row.found.high is not None
    ]
    return f"Change in leads per month by change of the budget, 95 % intervals. {'; '.join(said)}."


def budget_svg(rows: Sequence[Row], *, theme: Theme = "light") -> str:
    """Points with intervals; without an estimate the interval alone."""
    import altair

    ink = INKS[theme]
    order = [row.change_told for row in rows]
    values = [
        {"change": row.change_told, "value": row.found.value, "low": row.found.low, "high": row.found.high}
        for row in rows
        if row.found.low is not None or row.found.value is not None
    ]
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X("change:N", sort=order, title="Budget", axis=altair.Axis(labelAngle=0))
    )
    interval = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(color=ink.series[1], strokeWidth=3)
        .encode(y=altair.Y("low:Q", title=TITLE, axis=altair.Axis(format="+,.0f")), y2="high:Q")
    )
    points = base.mark_point(filled=True, size=70, color=ink.ink, opacity=1).encode(y="value:Q")
    none = altair.Chart(altair.Data(values=[{"y": 0}])).mark_rule(color=ink.soft, strokeDash=[4, 3]).encode(y="y:Q")
    chart = (none + interval + points.transform_filter("isValid(datum.value)")).properties(width=560, height=220)
    found: dict[str, Any] = {**chart.to_dict(), "config": configuration(theme)}
    return drawn(found, TITLE, describe(rows))

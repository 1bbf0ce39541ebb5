"""How many members a segment had, drawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from samebook.numbers.charts.draw import drawn
from samebook.numbers.charts.theme import INKS, Theme, configuration

Point = tuple[datetime, int, bool]
NOW, BEFORE = "as it is defined now", "by an earlier definition"


def describe(title: str, trend: Sequence[Point]) -> str:
    """What the picture shows, for who cannot see it."""
    first, last = trend[0], trend[-1]
    days = f"from {first[0].day} {first[0]:%B %Y} to {last[0].day} {last[0]:%B %Y}"
    return f"Members of {title} {days}: {first[1]:,} at first, {last[1]:,} at last. The table behind has every count."


def trend_svg(title: str, trend: Sequence[Point], *, theme: Theme = "light") -> str:
    """A line of members over time, dashed where another definition was counted."""
    import altair

    ink = INKS[theme]
    values = [{"at": at.isoformat(), "members": members, "by": NOW if same else BEFORE} for at, members, same in trend]
    order = [by for by in (BEFORE, NOW) if any(value["by"] == by for value in values)]
    told = altair.Legend() if len(order) > 1 else None
    dashes = altair.Scale(domain=[NOW, BEFORE], range=[[1, 0], [4, 3]])
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X("at:T", title=None, axis=altair.Axis(format="%-d %b", labelOverlap=True, grid=False)),
        y=altair.Y("members:Q", title="Members", axis=altair.Axis(format=",.0f", tickMinStep=1)),
    )
    line = base.mark_line(color=ink.ink, strokeWidth=2).encode(
        strokeDash=altair.StrokeDash("by:N", scale=dashes, title=None, legend=told)
    )
    points = base.mark_point(filled=True, size=28, color=ink.ink, opacity=1)
    chart = (line + points).properties(width=620, height=180)
    found: dict[str, Any] = {**chart.to_dict(), "config": configuration(theme)}
    return drawn(found, title, describe(title, trend))

"""How ready a launch was day by day, drawn."""

from collections.abc import Sequence
from typing import Any

from samebook.launches.models import ReadinessDay
from samebook.numbers.charts.draw import drawn
from samebook.numbers.charts.theme import INKS, Theme, configuration

REQUIRED, COVERED, SETTLED = "required", "covered", "covered or signed for"


def readiness_described(days: Sequence[ReadinessDay]) -> str:
    """What the picture shows, for who cannot see it."""
    first, last = days[0], days[-1]
    ends = [f"{each.covered:,} of {each.required:,} on {each.day:%-d %B %Y}" for each in (first, last)]
    return (
        f"Required cells covered: {ends[0]}{'' if first is last else f', {ends[1]}'}. The table behind has every day."
    )


def readiness_svg(name: str, days: Sequence[ReadinessDay], *, theme: Theme = "light") -> str:
    """Three steps over the days: cells required, covered, and covered or signed for."""
    import altair

    ink = INKS[theme]
    values = [
        {"day": each.day.isoformat(), "cells": cells, "line": line}
        for each in days
        for line, cells in (
            (REQUIRED, each.required), (SETTLED, each.covered + each.signed), (COVERED, each.covered),
        )
    ]  # fmt: skip
    lines = [REQUIRED, SETTLED, COVERED]
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X("day:T", title=None, axis=altair.Axis(format="%-d %b", labelOverlap=True, grid=False)),
        y=altair.Y("cells:Q", title="Cells", axis=altair.Axis(format=",.0f", tickMinStep=1)),
        color=altair.Color(
            "line:N", scale=altair.Scale(domain=lines, range=[ink.soft, ink.series[1], ink.ink]), title=None
        ),
        strokeDash=altair.StrokeDash(
            "line:N", scale=altair.Scale(domain=lines, range=[[4, 3], [2, 2], [1, 0]]), title=None
        ),
    )
    chart = base.mark_line(interpolate="step-after", strokeWidth=2) + base.mark_point(filled=True, size=22)
    found: dict[str, Any] = {**chart.properties(width=620, height=180).to_dict(), "config": configuration(theme)}
    return drawn(found, f"Readiness of {name}", readiness_described(days))

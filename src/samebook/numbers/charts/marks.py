"""Charts of figures that are no measure's result: shares side by side, owed against kept, two counts over time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from samebook.numbers.charts.draw import drawn
from samebook.numbers.charts.specify import PER_CENT, WIDTH
from samebook.numbers.charts.theme import DASHES, INKS, Theme, configuration

MOST_ROWS = 40
MOST_PANELS = 8


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval; ``split`` tells those of one group apart."""

    group: str
    split: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Owed:
    """What was owed in some days and what was kept; ``low`` and ``high`` of what is expected by their end, if any."""

    panel: str
    days: str
    owed: float
    kept: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Count:
    """A count of one series at one place of the axis."""

    at: str
    series: str
    value: int


def shares(points: Sequence[Share], *, title: str, described: str, axis: str, split: str, theme: Theme) -> str | None:
    """Dots with their intervals, a line for each group; None when there is nothing to draw."""
    if not points:
        return None
    import altair

    ink = INKS[theme]
    chart = altair.Chart(altair.Data(values=[asdict(point) for point in points[:MOST_ROWS]]))
    series = {"sort": None, "scale": altair.Scale(range=list(ink.series))}
    y, place = altair.Y("group:N", title=None, sort=None), altair.YOffset("split:N", sort=None)
    x = altair.X("value:Q", title=axis, axis=altair.Axis(format=PER_CENT), scale=altair.Scale(domain=[0, 1]))
    above = altair.Legend(orient="top")
    rules = chart.mark_rule(strokeWidth=1.5).encode(
        x=altair.X("low:Q", title=axis), x2="high:Q", y=y, yOffset=place,
        color=altair.Color("split:N", legend=None, **series),
    )  # fmt: skip
    dots = chart.mark_point(filled=True, size=60, opacity=1).encode(
        x=x, y=y, yOffset=place, color=altair.Color("split:N", title=split, legend=above, **series),
        shape=altair.Shape("split:N", title=split, sort=None, legend=above),
    )  # fmt: skip
    both = (rules + dots).properties(height=altair.Step(14), width=WIDTH, description=described)
    return _drawn(both.resolve_scale(color="independent", shape="independent"), title, described, theme)


def owed_and_kept(points: Sequence[Owed], *, title: str, described: str, theme: Theme) -> str | None:
    """A panel for each promise: a bar for what was kept, a mark for what was owed, a line for what is expected."""
    if not points:
        return None
    import altair

    ink = INKS[theme]
    panels = list(dict.fromkeys(point.panel for point in points))[:MOST_PANELS]
    drawn_panels = [_panel(altair, panel, points, ink) for panel in panels]
    chart = altair.vconcat(*drawn_panels, spacing=26).properties(description=described)
    return _drawn(chart, title, described, theme)


def _panel(altair: Any, panel: str, points: Sequence[Owed], ink: Any) -> Any:
    values = [asdict(point) for point in points if point.panel == panel]
    chart = altair.Chart(altair.Data(values=values))
    x = altair.X("days:O", title=None, sort=None, axis=altair.Axis(labelAngle=-35, labelOverlap="greedy"))
    y = altair.Y("kept:Q", title="Leads", scale=altair.Scale(zero=True), axis=altair.Axis(tickMinStep=1))
    bars = chart.mark_bar(width=16, color=ink.soft, opacity=0.75).encode(x=x, y=y)
    marks = chart.mark_tick(thickness=3, width=30, color=ink.series[2]).encode(x=x, y=altair.Y("owed:Q"))
    rules = chart.mark_rule(strokeWidth=2, color=ink.ink).encode(x=x, y=altair.Y("low:Q"), y2="high:Q")
    named = altair.Title(panel, anchor="start", fontSize=13, fontWeight="normal", color=ink.ink)
    return (bars + rules + marks).properties(title=named, width=WIDTH, height=130)


def over_time(
    points: Sequence[Count], *, title: str, described: str, axis: tuple[str, str], theme: Theme
) -> str | None:
    """A line for each of two series, told apart by colour and dashes; the first is wider, to be seen below the other.

    Args:
        axis: Titles of the time and of the count.
    """
    if not points:
        return None
    import altair

    ink = INKS[theme]
    with altair.data_transformers.disable_max_rows():
        chart = altair.Chart(altair.Data(values=[asdict(point) for point in points]))
        series = {"sort": None, "title": None}
        line = chart.mark_line(point={"filled": True, "size": 28}).encode(
            strokeWidth=altair.StrokeWidth("series:N", sort=None, legend=None, scale=altair.Scale(range=[5, 2])),
            x=altair.X(
                "at:O", title=axis[0], sort=None, axis=altair.Axis(labelAngle=-45, labelOverlap="greedy", grid=False)
            ),
            y=altair.Y("value:Q", title=axis[1], scale=altair.Scale(zero=True), axis=altair.Axis(tickMinStep=1)),
            color=altair.Color("series:N", scale=altair.Scale(range=list(ink.series)), **series),
            strokeDash=altair.StrokeDash(
                "series:N",
                scale=altair.Scale(range=[list(dash) for dash in DASHES]),
                legend=altair.Legend(
                    orient="top", symbolType="stroke", symbolSize=600, symbolStrokeWidth=2, labelLimit=260
                ),
                **series,
            ),
        )
        return _drawn(line.properties(width=WIDTH, height=240, description=described), title, described, theme)


def _drawn(chart: Any, title: str, described: str, theme: Theme) -> str:
    spec: dict[str, Any] = chart.to_dict()
    return drawn({**spec, "config": configuration(theme)}, title, described)

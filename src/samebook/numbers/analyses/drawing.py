"""The picture of an analysis: plain marks, labelled axes, intervals drawn. Drawn on the server."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from samebook.numbers.analyses.results import AnalysisResult, Form, Picture
from samebook.numbers.charts.draw import drawn, png_of
from samebook.numbers.charts.frames import Frame
from samebook.numbers.charts.specify import PER_CENT, WIDTH
from samebook.numbers.charts.theme import DASHES, INKS, Theme, configuration

MOST_POINTS = 3_000
HEIGHTS: Mapping[Form, int] = {"bars": 260, "curves": 300, "lorenz": 380}
DOT, ROW = 26, 22
"""Pixels a row of dots, of a matrix; ``BETWEEN`` two matrices stands this much, with title and axis."""
BETWEEN = 80
STRONG: Mapping[Theme, float] = {"light": 0.85, "dark": 0.65}
"""From this part of the largest share on, a cell is so full of colour that its figure is written in the paper's."""
MOST_ROWS = 24
"""So many rows of a matrix are drawn, the latest; the table has them all."""


def picture_of(result: AnalysisResult, *, theme: Theme = "light") -> str | None:
    """The picture as SVG with a title and a description; None when there is nothing to draw."""
    spec = _specification(result, theme)
    return None if spec is None else drawn(spec, result.analysis.title, describe(result))


def png_picture_of(result: AnalysisResult) -> bytes | None:
    """The picture for slides and mails, light, at twice its size; None when there is nothing to draw."""
    spec = _specification(result, "light")
    when = f"As of {result.as_of:%-d %b %Y, %H:%M} UTC{'; simulated' if result.simulated else ''}"
    return None if spec is None else png_of(spec, result.analysis.title, when)


def _specification(result: AnalysisResult, theme: Theme) -> dict[str, Any] | None:
    picture = result.found.picture
    if picture is None or not picture.points:
        return None
    import altair

    with altair.data_transformers.disable_max_rows():
        chart = DRAWN[picture.form](altair, picture, theme).properties(description=describe(result))
        spec: dict[str, Any] = chart.to_dict()
    return {**spec, "config": configuration(theme)}


def frame_of(result: AnalysisResult) -> Frame:
    """The room that the picture takes, without drawing it."""
    picture = result.found.picture
    assert picture is not None
    if picture.form == "matrix":
        panels = {(point.split, point.group) for point in picture.points}
        several = len({split for split, _ in panels})
        rows = sum(min(MOST_ROWS, sum(each == split for each, _ in panels)) for split in {split for split, _ in panels})
        return Frame.around(rows * ROW, more=(several - 1) * BETWEEN)
    if picture.form == "dots":
        return Frame.around(len({point.group for point in picture.points}) * DOT)
    return Frame.around(HEIGHTS[picture.form], has_legend=picture.form == "curves")


def describe(result: AnalysisResult) -> str:
    """What the picture shows, for who cannot see it."""
    picture = result.found.picture
    shape = SAID[picture.form].format(x=picture.x.lower(), y=picture.y.lower()) if picture else ""
    return f"{result.analysis.title}. {shape} The table below it holds every figure."


def _data(altair: Any, picture: Picture) -> Any:
    return altair.Chart(altair.Data(values=[asdict(point) for point in picture.points[:MOST_POINTS]]))


def _dots(altair: Any, picture: Picture, theme: Theme) -> Any:
    ink = INKS[theme]
    chart = _data(altair, picture)
    y = altair.Y("group:N", title=None, sort=None)
    axis = altair.Axis(format=PER_CENT if picture.is_share else ",.1f")
    x = altair.X("value:Q", title=picture.x, axis=axis, scale=altair.Scale(zero=True))
    rules = chart.mark_rule(strokeWidth=1.5, color=ink.soft).encode(x=altair.X("low:Q"), x2="high:Q", y=y)
    dots = chart.mark_point(filled=True, size=60, opacity=1, color=ink.ink).encode(x=x, y=y)
    return (rules + dots).properties(height=altair.Step(DOT), width=WIDTH)


def _bars(altair: Any, picture: Picture, theme: Theme) -> Any:
    ink = INKS[theme]
    chart = _data(altair, picture)
    x = altair.X("at:O", title=picture.x, sort=None, axis=altair.Axis(labelAngle=0, labelOverlap="greedy"))
    y = altair.Y("value:Q", title=picture.y, axis=altair.Axis(format=PER_CENT), scale=altair.Scale(zero=True))
    bars = chart.mark_bar(width=14, color=ink.soft).encode(x=x, y=y)
    rules = chart.mark_rule(strokeWidth=1.5, color=ink.ink).encode(x=x, y=altair.Y("low:Q"), y2="high:Q")
    return (bars + rules).properties(height=HEIGHTS["bars"], width=WIDTH)


def _curves(altair: Any, picture: Picture, theme: Theme) -> Any:
    """A step curve for each group, told apart by colour and dashes, its interval as a band."""
    chart = _data(altair, picture)
    x = altair.X("at:Q", title=picture.x, axis=altair.Axis(grid=False))
    y = altair.Y("value:Q", title=picture.y, axis=altair.Axis(format=PER_CENT), scale=altair.Scale(domain=[0, 1]))
    told = {"legend": altair.Legend(symbolSize=600, symbolStrokeWidth=2, orient="top"), "title": None}
    colours = {"sort": None, "scale": altair.Scale(range=list(INKS[theme].series))}
    dashes = {"sort": None, "scale": altair.Scale(range=[list(dash) for dash in DASHES])}
    band = chart.mark_area(opacity=0.12, interpolate="step-after").encode(
        x=x, y=altair.Y("low:Q"), y2="high:Q", color=altair.Color("group:N", legend=None, **colours)
    )
    line = chart.mark_line(interpolate="step-after", strokeWidth=2).encode(
        x=x, y=y, color=altair.Color("group:N", **colours, **told),
        strokeDash=altair.StrokeDash("group:N", **dashes, **told),
    )  # fmt: skip
    both = (band + line).properties(height=HEIGHTS["curves"], width=WIDTH)
    return both.resolve_scale(color="independent", strokeDash="independent")


def _lorenz(altair: Any, picture: Picture, theme: Theme) -> Any:
    ink = INKS[theme]
    line = altair.Chart(altair.Data(values=[{"at": 0.0, "value": 0.0}, {"at": 1.0, "value": 1.0}]))
    shares = altair.Axis(format=PER_CENT)
    x = altair.X("at:Q", title=picture.x, axis=shares, scale=altair.Scale(domain=[0, 1]))
    y = altair.Y("value:Q", title=picture.y, axis=shares, scale=altair.Scale(domain=[0, 1]))
    equal = line.mark_line(strokeWidth=1, strokeDash=[4, 4], color=ink.soft).encode(x=x, y=y)
    held = _data(altair, picture).mark_line(strokeWidth=2, color=ink.ink).encode(x=x, y=y)
    return (equal + held).properties(height=HEIGHTS["lorenz"], width=WIDTH)


def _matrix(altair: Any, picture: Picture, theme: Theme) -> Any:
    """Cells shaded by their share, which stands in each; one below the other where there are several."""
    panels = dict.fromkeys(point.split for point in picture.points)
    drawn_panels = [_panel(altair, picture, panel, theme) for panel in panels]
    return drawn_panels[0] if len(drawn_panels) == 1 else altair.vconcat(*drawn_panels, spacing=30)


def _panel(altair: Any, picture: Picture, panel: str, theme: Theme) -> Any:
    ink = INKS[theme]
    inside = [point for point in picture.points if point.split == panel]
    latest = set(sorted({point.group for point in inside})[-MOST_ROWS:])
    most = max((point.value for point in inside), default=0.0)
    values = [
        {**asdict(point), "strong": point.value > most * STRONG[theme]} for point in inside if point.group in latest
    ]
    chart = altair.Chart(altair.Data(values=values))
    x = altair.X("at:O", title=picture.x, axis=altair.Axis(labelAngle=0, orient="top"))
    y = altair.Y("group:O", title=picture.y, sort="ascending")
    shade = altair.Color(
        "value:Q",
        legend=None,
        scale=altair.Scale(domain=[0, most or 1], range=[ink.paper, ink.series[1]], interpolate="rgb"),
    )
    cells = chart.mark_rect(stroke=ink.rule, strokeWidth=0.5).encode(x=x, y=y, color=shade)
    figure = altair.Text("value:Q", format=".0%")
    on = altair.condition("datum.strong", altair.value(ink.paper), altair.value(ink.ink))
    texts = chart.mark_text(fontSize=11).encode(x=x, y=y, text=figure, color=on)
    named = {"title": altair.Title(panel, anchor="start", fontWeight="normal", color=ink.ink)} if panel else {}
    both = (cells + texts).resolve_scale(color="independent")
    return both.properties(width=WIDTH, height=altair.Step(ROW), **named)


DRAWN: Mapping[Form, Callable[[Any, Picture, Theme], Any]] = {
    "dots": _dots,
    "bars": _bars,
    "curves": _curves,
    "lorenz": _lorenz,
    "matrix": _matrix,
}
SAID: Mapping[Form, str] = {
    "dots": "A dot with its 95 % interval for each {y}: {x}.",
    "bars": "A bar with its 95 % interval for each number: {y}, by how many {x}.",
    "curves": "A curve for each part with its 95 % interval: {y}, by {x}.",
    "lorenz": "Lorenz's curve: {y}, by {x}, beside the line on which all would be equal.",
    "matrix": "A table of shaded cells, a row for each {y} and a column for {x}.",
}

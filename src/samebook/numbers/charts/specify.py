"""From a result to a Vega-Lite specification: plain marks, labelled axes, intervals drawn."""

from collections.abc import Callable, Sequence
from typing import Any

from samebook.numbers.charts.clipping import TIMES, clipped, is_clipped
from samebook.numbers.charts.frames import Frame
from samebook.numbers.charts.series import Drawn, drawn_of
from samebook.numbers.charts.theme import DASHES, INKS, Theme, configuration
from samebook.numbers.compared import Compared
from samebook.numbers.estimates import Estimate
from samebook.numbers.export import Names
from samebook.numbers.results import Result, Row, headline_of

MOST_ROWS = 30
MOST_CURVES = 6
MOST_POINTS = 400
WIDTH = 620
PER_CENT = ".2~%"
LINE, LINES = 14, 3
"""Pixels between the lines of words above a chart, and how many lines there are."""
DOT, SMALL_DOT, BAR, SMALL_BAR = 26, 14, 24, 15
"""Pixels a row, alone and beside others of its group; ``BETWEEN`` is what groups leave between them, as a factor."""
BETWEEN = 1.25
MONTHS, CURVES = 260, 300
BESIDE = 30
"""Letters of the key beside curves."""
TURNED = 32
"""Pixels beneath months, whose names are turned."""
TOLD_APART = ("", "defined_by")
"""Splits of rows by time that are drawn beside each other: none, and the edition that defined them."""


def specification(
    result: Result,
    *,
    theme: Theme = "light",
    names: Names | None = None,
    compared: Compared | None = None,
    marks: Sequence[tuple[str, str]] = (),
) -> dict[str, Any] | None:
    """The chart of a result, checked against Vega-Lite's schema; None when there is nothing to draw.

    Of more than 30 rows (6 curves) the largest are drawn, and the description says so; the table has them all. A
    comparison draws each row twice, side by side, and half as many rows.

    Args:
        marks: (label of a row, words): what began in it; drawn where the rows are divisions of time.
    """
    import altair

    kind = _chart_for(result)
    rows, values = _marks(result, names or {}, compared)
    if not values:
        return None
    with altair.data_transformers.disable_max_rows():
        data = altair.Data(values=values)
        chart = kind.draw(altair, altair.Chart(data), result, theme, _word(result, compared))
        if marks and kind is _months:
            chart += _breaks(altair, marks, theme)
        chart = chart.properties(width=WIDTH, description=_describe(result, rows, values, compared))
        found: dict[str, Any] = chart.to_dict()
    return {**found, "config": configuration(theme)}


def described(result: Result, compared: Compared | None = None) -> str:
    """What the picture shows, for who cannot see it; empty when there is nothing to draw, and so no picture."""
    rows, values = _marks(result, {}, compared)
    return _describe(result, rows, values, compared) if values else ""


def frame_of(result: Result, names: Names, compared: Compared | None = None, *, has_marks: bool = False) -> Frame:
    """The room that the chart of a result takes, without drawing it."""
    kind, word = _chart_for(result), bool(_word(result, compared))
    if kind is _curves:
        return Frame.around(CURVES, label=BESIDE * word)
    if kind is _months:
        return Frame.around(MONTHS, has_legend=word, more=TURNED + LINE * LINES * has_marks)
    _, values = _marks(result, names, compared)
    groups = {each["group"] for each in values}
    label = max((len(str(each)) for each in groups), default=0)
    if not word:
        return Frame.around(len(groups) * (DOT if kind is _dots else BAR), label=label)
    splits = len({each["split"] for each in values})
    step = SMALL_DOT if kind is _dots else SMALL_BAR
    return Frame.around(len(groups) * splits * step * BETWEEN, has_legend=True, label=label)


def _describe(result: Result, rows: list[Row], values: list[dict[str, Any]], compared: Compared | None) -> str:
    by = f" by {result.dimension.title.lower()}" if result.dimension else ""
    some = f" The {len(rows)} largest of {len(result.rows)} rows are drawn." if len(rows) < len(result.rows) else ""
    beside = f" {compared.comparison.note}" if compared else ""
    cut = f" Intervals with an arrow head go on beyond {TIMES} times the largest figure." if is_clipped(values) else ""
    means = result.measure.means
    return f"{result.measure.title}{by}. {means}{beside}{some}{cut} The table beside it holds every figure."


def _marks(result: Result, names: Names, compared: Compared | None) -> tuple[list[Row], list[dict[str, Any]]]:
    """The rows that are drawn, and the values of their marks; no values when there is nothing to draw."""
    kind = _chart_for(result)
    most = MOST_CURVES if kind is _curves else MOST_ROWS
    rows = _largest(result, most // 2 if compared else most)
    values = kind.values(result, drawn_of(result, rows, names, compared))
    is_cut = kind is _dots and headline_of(result).kind != "share"  # a share has ends of its own
    return rows, clipped(values) if is_cut else values


def _word(result: Result, compared: Compared | None) -> str:
    """What tells the marks of one group apart; empty where there is one each."""
    if compared:
        return "Days"
    return result.measure.split.replace("_", " ").capitalize() if result.measure.split and result.dimension else ""


class _Chart:
    """How one sort of result becomes values and marks."""

    def __init__(self, values: Callable[..., list[dict[str, Any]]], draw: Callable[..., Any]) -> None:
        self.values = values
        self.draw = draw


def _chart_for(result: Result) -> _Chart:
    if result.measure.kind == "survival":
        return _curves
    if result.dimension and result.dimension.column == "day" and result.measure.split in TOLD_APART:
        return _months
    return _dots if result.measure.kind not in ("count", "amount") else _bars


def _largest(result: Result, most: int) -> list[Row]:
    largest = sorted(result.rows, key=lambda row: -row.n)[:most]
    return [row for row in result.rows if row in largest]


def _points(result: Result, drawn: list[Drawn]) -> list[dict[str, Any]]:
    return [
        {
            "group": each.group, "split": each.series, "n": each.row.n,
            "value": each.estimate.value, "low": each.estimate.low, "high": each.estimate.high,
        }
        for each in drawn
        if each.estimate.value is not None
    ]  # fmt: skip


def _steps(result: Result, drawn: list[Drawn]) -> list[dict[str, Any]]:
    found = []
    farthest = result.measure.horizons[-1]
    for each in drawn:
        for time in _read_off(each.row, farthest):
            at = each.row.curve.at(time) if each.row.curve else Estimate(None, None, None, 0)
            if at.value is not None:
                named = ", ".join(part for part in (each.group, each.series) if part)
                found.append({"group": named, "time": time, "value": at.value, "low": at.low, "high": at.high})
    return found


def _read_off(row: Row, farthest: float) -> list[float]:
    if row.curve is None:
        return []
    inside = [float(time) for time in row.curve.times if time <= farthest]
    thinned = inside[:: max(1, len(inside) // MOST_POINTS)]
    return sorted({0.0, *thinned, min(farthest, row.curve.followed)})


def _axis(result: Result) -> tuple[str, str]:
    """Title and number format of the axis that carries the figure."""
    shown = {"share": PER_CENT, "money": ",.0f", "count": ",.0f", "number": ",.1f"}
    column = headline_of(result)
    unit = result.currency if column.kind == "money" else column.unit
    return f"{column.title} ({unit})" if unit else column.title, shown[column.kind]


def _apart(altair: Any, theme: Theme, word: str, *, legend: bool) -> dict[str, Any]:
    """Colour, shape and place of the marks of one group, in the order in which they come."""
    told = altair.Legend(orient="top", labelLimit=260) if legend else None
    scale = altair.Scale(range=list(INKS[theme].series))
    found = {"color": altair.Color("split:N", sort=None, scale=scale, title=word, legend=told)}
    return found | {"yOffset": altair.YOffset("split:N", sort=None)}


def _draw_dots(altair: Any, chart: Any, result: Result, theme: Theme, word: str) -> Any:
    ink = INKS[theme]
    title, shown = _axis(result)
    y = altair.Y("group:N", title=None, sort=None)
    x = altair.X("value:Q", title=title, axis=altair.Axis(format=shown), scale=altair.Scale(zero=True))
    rule: dict[str, Any] = {"color": altair.value(ink.soft)}
    point: dict[str, Any] = {"color": altair.value(ink.ink)}
    if word:
        rule = _apart(altair, theme, word, legend=False)
        point = _apart(altair, theme, word, legend=True)
        point["shape"] = altair.Shape(
            "split:N", sort=None, title=word, legend=altair.Legend(orient="top", labelLimit=260)
        )
    rules = chart.mark_rule(strokeWidth=1.5).encode(x=altair.X("low:Q", title=title), x2="high:Q", y=y, **rule)
    points = chart.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, **point)
    layers = rules + points
    for end, shape in (("low", "triangle-left"), ("high", "triangle-right")):
        if any(f"cut_{end}" in each for each in chart.data.values):
            heads = chart.transform_filter(f"datum.cut_{end}").mark_point(filled=True, size=70, opacity=1, shape=shape)
            layers += heads.encode(x=altair.X(f"{end}:Q", title=title), y=y, **rule)
    both = layers.properties(height=altair.Step(SMALL_DOT if word else DOT))
    return both.resolve_scale(color="independent", shape="independent") if word else both


def _draw_bars(altair: Any, chart: Any, result: Result, theme: Theme, word: str) -> Any:
    title, shown = _axis(result)
    apart = _apart(altair, theme, word, legend=True) if word else {"color": altair.value(INKS[theme].soft)}
    return (
        chart.mark_bar(height=12)
        .encode(
            x=altair.X("value:Q", title=title, axis=altair.Axis(format=shown)),
            y=altair.Y("group:N", title=None, sort=None),
            **apart,
        )
        .properties(height=altair.Step(SMALL_BAR if word else BAR))
    )


def _draw_months(altair: Any, chart: Any, result: Result, theme: Theme, word: str) -> Any:
    ink = INKS[theme]
    title, shown = _axis(result)
    name = result.dimension.title if result.dimension else "Month"
    x = altair.X("group:O", title=name, sort=None, axis=altair.Axis(labelAngle=-45, labelOverlap="greedy"))
    y = altair.Y("value:Q", title=title, axis=altair.Axis(format=shown), scale=altair.Scale(zero=True))
    if result.measure.kind in ("count", "amount"):
        if not word:
            return chart.mark_bar(width=12, color=ink.soft).encode(x=x, y=y).properties(height=MONTHS)
        apart = _apart(altair, theme, word, legend=True)
        return (
            chart.mark_bar().encode(x=x, y=y, color=apart["color"], xOffset=_beside(altair)).properties(height=MONTHS)
        )
    if not word:
        rules = chart.mark_rule(strokeWidth=1.5, color=ink.soft)
        rules = rules.encode(x=x, y=altair.Y("low:Q", title=title), y2="high:Q")
        points = chart.mark_line(point={"filled": True, "size": 45, "color": ink.ink}, color=ink.ink, strokeWidth=1)
        return (rules + points.encode(x=x, y=y)).properties(height=MONTHS)
    color = _apart(altair, theme, word, legend=True)["color"]
    rules = chart.mark_rule(strokeWidth=1.5).encode(
        x=x, xOffset=_beside(altair), y=altair.Y("low:Q", title=title), y2="high:Q", color=color
    )
    shape = altair.Shape("split:N", sort=None, title=word)
    points = chart.mark_point(filled=True, size=45, opacity=1)
    points = points.encode(x=x, xOffset=_beside(altair), y=y, color=color, shape=shape)
    return (rules + points).properties(height=MONTHS)


def _breaks(altair: Any, marks: Sequence[tuple[str, str]], theme: Theme) -> Any:
    """A rule through each place where another edition of the Book began, with its words above, a line for each."""
    ink = INKS[theme]
    found = altair.Chart(altair.Data(values=[{"group": group, "words": words} for group, words in marks]))
    x = altair.X("group:O", sort=None)
    rules = found.mark_rule(strokeDash=[4, 3], color=ink.soft).encode(x=x)
    for place, (group, words) in enumerate(marks):
        one = altair.Chart(altair.Data(values=[{"group": group, "words": words}]))
        text = one.mark_text(align="left", dx=4, dy=-8 - LINE * (place % LINES), color=ink.soft, fontSize=11)
        rules += text.encode(x=x, y=altair.value(0), text="words:N")
    return rules


def _beside(altair: Any) -> Any:
    return altair.XOffset("split:N", sort=None)


def _draw_curves(altair: Any, chart: Any, result: Result, theme: Theme, apart: str) -> Any:
    word = result.dimension.title if result.dimension else apart
    reach = altair.Scale(domain=[0, result.measure.horizons[-1]], nice=False)
    x = altair.X("time:Q", title=result.measure.unit.capitalize(), axis=altair.Axis(grid=False), scale=reach)
    y = altair.Y("value:Q", title="Share", axis=altair.Axis(format=PER_CENT), scale=altair.Scale(zero=True))
    told = {"legend": altair.Legend(symbolSize=600, symbolStrokeWidth=2, labelLimit=260) if word else None}
    series = {"sort": None, "scale": altair.Scale(range=list(INKS[theme].series))}
    dashes = {"sort": None, "scale": altair.Scale(range=[list(dash) for dash in DASHES])}
    band = chart.mark_area(opacity=0.12, interpolate="step-after").encode(
        x=x, y=altair.Y("low:Q", title="Share"), y2="high:Q", color=altair.Color("group:N", legend=None, **series)
    )
    line = chart.mark_line(interpolate="step-after", strokeWidth=2).encode(
        x=x,
        y=y,
        color=altair.Color("group:N", title=word, **series, **told),
        strokeDash=altair.StrokeDash("group:N", title=word, **dashes, **told),
    )
    both = (band + line).properties(height=CURVES)
    return both.resolve_scale(color="independent", strokeDash="independent")


_dots = _Chart(_points, _draw_dots)
_bars = _Chart(_points, _draw_bars)
_months = _Chart(_points, _draw_months)
_curves = _Chart(_steps, _draw_curves)

"""From a result to a Vega-Lite specification: plain marks, labelled axes, intervals drawn."""

from collections.abc import Callable
from typing import Any

from samebook.numbers.charts.theme import DASHES, INKS, Theme, configuration
from samebook.numbers.estimates import Estimate
from samebook.numbers.export import Names
from samebook.numbers.results import Result, Row

MOST_ROWS = 30
MOST_CURVES = 6
MOST_POINTS = 400
WIDTH = 620
PER_CENT = ".2~%"


def specification(result: Result, *, theme: Theme = "light", names: Names | None = None) -> dict[str, Any] | None:
    """The chart of a result, checked against Vega-Lite's schema; None when there is nothing to draw.

    Of more than 30 rows (6 curves) the largest are drawn, and the description says so; the table has them all.
    """
    import altair

    kind = _chart_for(result)
    rows = _largest(result, MOST_CURVES if kind is _curves else MOST_ROWS)
    values = kind.values(result, rows, names or {})
    if not values:
        return None
    with altair.data_transformers.disable_max_rows():
        data = altair.Data(values=values)
        chart = kind.draw(altair, altair.Chart(data), result, theme)
        chart = chart.properties(width=WIDTH, description=describe(result, len(rows)))
        found: dict[str, Any] = chart.to_dict()
    return {**found, "config": configuration(theme)}


def describe(result: Result, drawn: int) -> str:
    """What the picture shows, for who cannot see it."""
    by = f" by {result.dimension.title.lower()}" if result.dimension else ""
    some = f" The {drawn} largest of {len(result.rows)} rows are drawn." if drawn < len(result.rows) else ""
    return f"{result.measure.title}{by}. {result.measure.means}{some} The table beside it holds every figure."


class _Chart:
    """How one sort of result becomes values and marks."""

    def __init__(self, values: Callable[..., list[dict[str, Any]]], draw: Callable[..., Any]) -> None:
        self.values = values
        self.draw = draw


def _chart_for(result: Result) -> _Chart:
    if result.measure.kind == "survival":
        return _curves
    if result.dimension and result.dimension.name == "month" and not result.measure.split:
        return _months
    return _dots if result.measure.kind not in ("count", "amount") else _bars


def _largest(result: Result, most: int) -> list[Row]:
    largest = sorted(result.rows, key=lambda row: -row.n)[:most]
    return [row for row in result.rows if row in largest]


def _named(row: Row, names: Names) -> str:
    return (names.get(row.refers_to) if row.refers_to else None) or row.label


def _points(result: Result, rows: list[Row], names: Names) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        estimate = row.estimate or Estimate(None, None, None, 0)
        if estimate.value is None:
            continue
        value = {"group": _named(row, names), "value": estimate.value, "low": estimate.low, "high": estimate.high}
        found.append({**value, "split": row.split or "", "n": row.n})
    return found


def _steps(result: Result, rows: list[Row], names: Names) -> list[dict[str, Any]]:
    found = []
    farthest = result.measure.horizons[-1]
    for row in rows:
        for time in _read_off(row, farthest):
            at = row.curve.at(time) if row.curve else Estimate(None, None, None, 0)
            if at.value is not None:
                place = {"group": _named(row, names), "time": time}
                found.append({**place, "value": at.value, "low": at.low, "high": at.high})
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
    headline = {"share": "share", "rate": "rate", "ratio": "each", "quantile": "median", "mean": "mean", "count": "n"}
    name = headline.get(result.measure.kind, "amount")
    column = next(column for column in result.columns if column.name == name)
    unit = result.currency if column.kind == "money" else column.unit
    return f"{column.title} ({unit})" if unit else column.title, shown[column.kind]


def _draw_dots(altair: Any, chart: Any, result: Result, theme: Theme) -> Any:
    ink = INKS[theme]
    title, shown = _axis(result)
    split = bool(result.measure.split) and result.dimension is not None
    y = altair.Y("group:N" if result.dimension or not result.measure.split else "split:N", title=None, sort=None)
    x = altair.X("value:Q", title=title, axis=altair.Axis(format=shown), scale=altair.Scale(zero=True))
    rule, point = {"color": altair.value(ink.soft)}, {"color": altair.value(ink.ink)}
    if split:
        word = result.measure.split.replace("_", " ").capitalize()
        scale = altair.Scale(range=list(ink.series))
        place = altair.YOffset("split:N", sort=None)
        rule = {"color": altair.Color("split:N", sort=None, scale=scale, legend=None), "yOffset": place}
        point = {
            "color": altair.Color("split:N", sort=None, scale=scale, title=word),
            "shape": altair.Shape("split:N", sort=None, title=word),
            "yOffset": place,
        }
    rules = chart.mark_rule(strokeWidth=1.5).encode(x=altair.X("low:Q", title=title), x2="high:Q", y=y, **rule)
    points = chart.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, **point)
    both = (rules + points).properties(height=altair.Step(14 if split else 26))
    return both.resolve_scale(color="independent", shape="independent") if split else both


def _draw_bars(altair: Any, chart: Any, result: Result, theme: Theme) -> Any:
    title, shown = _axis(result)
    return (
        chart.mark_bar(height=12, color=INKS[theme].soft)
        .encode(
            x=altair.X("value:Q", title=title, axis=altair.Axis(format=shown)),
            y=altair.Y("group:N", title=None, sort=None),
        )
        .properties(height=altair.Step(24))
    )


def _draw_months(altair: Any, chart: Any, result: Result, theme: Theme) -> Any:
    ink = INKS[theme]
    title, shown = _axis(result)
    x = altair.X("group:O", title="Month", sort=None, axis=altair.Axis(labelAngle=-45))
    y = altair.Y("value:Q", title=title, axis=altair.Axis(format=shown), scale=altair.Scale(zero=True))
    if result.measure.kind in ("count", "amount"):
        return chart.mark_bar(width=12, color=ink.soft).encode(x=x, y=y).properties(height=260)
    rules = chart.mark_rule(strokeWidth=1.5, color=ink.soft).encode(x=x, y=altair.Y("low:Q", title=title), y2="high:Q")
    points = chart.mark_line(point={"filled": True, "size": 45, "color": ink.ink}, color=ink.ink, strokeWidth=1)
    return (rules + points.encode(x=x, y=y)).properties(height=260)


def _draw_curves(altair: Any, chart: Any, result: Result, theme: Theme) -> Any:
    word = result.dimension.title if result.dimension else ""
    reach = altair.Scale(domain=[0, result.measure.horizons[-1]], nice=False)
    x = altair.X("time:Q", title=result.measure.unit.capitalize(), axis=altair.Axis(grid=False), scale=reach)
    y = altair.Y("value:Q", title="Share", axis=altair.Axis(format=PER_CENT), scale=altair.Scale(zero=True))
    told = {"legend": altair.Legend(symbolSize=600, symbolStrokeWidth=2) if result.dimension else None}
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
    both = (band + line).properties(height=300)
    return both.resolve_scale(color="independent", strokeDash="independent")


_dots = _Chart(_points, _draw_dots)
_bars = _Chart(_points, _draw_bars)
_months = _Chart(_points, _draw_months)
_curves = _Chart(_steps, _draw_curves)

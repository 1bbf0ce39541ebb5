"""The first part: what marketing did, each figure with its interval, its benchmark and the days before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from samebook.board.report.drawing import Span, drawn
from samebook.board.report.layout import Line
from samebook.board.report.wording import SHARES, against, change, counted, expected, interval, value

NOUNS = {
    "responses": "responses",
    "cost_per_response": "responses",
    "net_promoter_score": "answers",
    "surveys_answered": "people asked",
    "ordered": "orders",
    "pipeline": "opportunities",
    "win_rate": "opportunities",
}
APART = "{} cost{} in a currency without a rate {} not in it"


def activity_lines(figures: Mapping[str, Any]) -> tuple[Line, ...]:
    """One line for each measure, in the order they were counted."""
    start, end = (date.fromisoformat(figures["period"][name]) for name in ("start", "counted_to"))
    currency, benchmarks = figures["snapshot"]["currency"], figures.get("benchmarks", {})
    return tuple(
        line_of(each, currency, benchmark=benchmarks.get(each["measure"]), days=(end - start).days, held=True)
        for each in figures["activity"]
    )


def line_of(
    figure: Mapping[str, Any],
    currency: str,
    *,
    benchmark: Mapping[str, str] | None = None,
    days: int = 0,
    held: bool = False,
) -> Line:
    """A figure in words.

    Args:
        held: Whether it is held against a benchmark, and drawn.
    """
    kind, before = figure["kind"], figure["before"]
    aim = expected(benchmark, kind, days) if benchmark else None
    return Line(
        measure=figure["measure"],
        title=figure["title"],
        value=value(figure["value"], kind, currency),
        interval=interval(figure, kind, currency),
        n=counted(figure, noun_of(figure)),
        before=value(before["value"], kind, currency) if before else "",
        change=change(figure["change"], before),
        benchmark=value(str(aim), kind, currency) if aim is not None else "",
        against=against(figure, benchmark, kind=kind, currency=currency, days=days) if held else "",
        means=figure["means"],
        note=_note(figure),
        drawn=_drawn(figure, None if aim is None else float(aim)) if held else None,
    )


def noun_of(figure: Mapping[str, Any]) -> str:
    """The records that a figure counts."""
    return NOUNS.get(figure["measure"], "leads")


def _drawn(figure: Mapping[str, Any], benchmark: float | None) -> Any:
    return drawn(_span(figure), _span(figure["before"] or {}), benchmark, is_share=figure["kind"] in SHARES)


def _span(figure: Mapping[str, Any]) -> Span:
    return _number(figure, "value"), _number(figure, "low"), _number(figure, "high")


def _number(figure: Mapping[str, Any], name: str) -> float | None:
    said = figure.get(name)
    return None if said is None else float(said)


def _note(figure: Mapping[str, Any]) -> str:
    parts = []
    apart = int(figure.get("apart") or 0)
    if apart:
        parts.append(APART.format(f"{apart:,}", "" if apart == 1 else "s", "is" if apart == 1 else "are"))
    left = int(figure["left_out"])
    if left:
        parts.append(f"{left:,} with impossible dates left out")
    return "; ".join(parts)

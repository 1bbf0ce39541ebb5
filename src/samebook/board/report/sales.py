"""Pipeline and revenue, as sales reports them, and whether sales has signed them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from samebook.board import queries
from samebook.board.report.activity import line_of
from samebook.board.report.layout import Line, Signed
from samebook.kernel.periods import Period

UNSIGNED = "Not signed by sales: these figures are from the records, and nobody stands by them yet."


def lines(figures: Mapping[str, Any]) -> tuple[Line, ...]:
    """Won, lost, win rate, revenue, pipeline, and what became of the leads delivered."""
    by_name = {each["measure"]: each for each in figures["sales"]}
    currency = figures["snapshot"]["currency"]
    rate = by_name["win_rate"]
    decided = [
        _decided(rate, "won", "Opportunities won", currency),
        _decided(rate, "lost", "Opportunities lost", currency),
    ]
    rest = [line_of(by_name[name], currency) for name in ("win_rate", "ordered", "pipeline", "won_of_delivered")]
    rest[1] = replace(rest[1], title="Revenue: orders, refunds taken off")
    rest[2] = replace(rest[2], title=title_of(by_name["pipeline"], figures))
    return (*decided, *rest)


def title_of(figure: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """The title of a figure; that of the pipeline says its day once the period is over, since it is of no other."""
    if figure["measure"] != "pipeline":
        return str(figure["title"])
    instant = datetime.fromisoformat(figures["snapshot"]["as_of"])
    day = instant.astimezone(ZoneInfo(figures["snapshot"]["zone"])).date()
    if day < date.fromisoformat(figures["period"]["end"]):
        return "Pipeline, as it stands"
    return f"Pipeline, as it stood on {day:%-d %b %Y}"


def signed(period: Period, figures: dict[str, Any], zone: ZoneInfo) -> Signed:
    """Who stands by the block, and for which figures."""
    found, holds = queries.signature_of(period, figures)
    if found is None:
        return Signed("unsigned", UNSIGNED)
    when = f"{found.signed_at.astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"
    if holds:
        return Signed("signed", f"Signed for sales by {found.user.name} on {when}. Figures' hash {found.hash[:16]}…")
    words = (
        f"Void: {found.user.name} signed other figures on {when} (hash {found.hash[:16]}…); they have changed since."
    )
    return Signed("void", words)


def _decided(rate: Mapping[str, Any], what: str, title: str, currency: str) -> Line:
    """How many were won, or lost, of those decided in the period."""

    def number(told: Mapping[str, Any]) -> str:
        hits, n = int(told.get("hits") or 0), int(told["n"])
        return f"{hits if what == 'won' else n - hits:,}"

    before = rate["before"]
    means = f"Opportunities that sales reports as {what} in the period."
    return Line(
        what, title, number(rate), "", f"{int(rate['n']):,} decided", number(before) if before else "", "", means=means
    )

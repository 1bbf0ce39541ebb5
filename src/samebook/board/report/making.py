"""A document, put together from the figures of a period and what was recorded of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samebook.board import queries
from samebook.board.models import ClosedPeriod, Remark
from samebook.board.periods import in_words, name_of
from samebook.board.report import restated, sales
from samebook.board.report.activity import activity_lines
from samebook.board.report.defining import definitions
from samebook.board.report.effects import WITHOUT_EFFECTS, effects_in
from samebook.board.report.layout import Circulated, Internal, Line, Promise, Report, Said
from samebook.board.report.promises import promise_lines
from samebook.board.report.promoting import WITHOUT_PROMOTERS, promoter_lines
from samebook.board.rules import hash_of
from samebook.board.terms import Kind
from samebook.company.fiscal import FiscalCalendar
from samebook.company.queries import fiscal_calendar, the_company
from samebook.kernel.periods import Period


def document(
    kind: Kind, period: Period, figures: dict[str, Any], closed: ClosedPeriod | None, *, at: datetime,
    newer: dict[str, Any] | None = None,
) -> Report:  # fmt: skip
    """One of the two documents.

    Args:
        figures: With their benchmarks; of a closed period the frozen ones.
        newer: Figures of a closed period counted later; what differs is shown beside.
    """
    calendar, company, zone = fiscal_calendar(), the_company(), ZoneInfo(figures["snapshot"]["zone"])
    label, instant = calendar.label(period), datetime.fromisoformat(figures["snapshot"]["as_of"])
    shared: dict[str, Any] = {
        "title": f"{kind.label}, {label}" if kind is Kind.INTERNAL else f"Board report, {label}",
        "company": company.name if company else "",
        "period": name_of(period, calendar),
        "label": label,
        "days": in_words(period),
        "compared": compared(figures, calendar),
        "beside": f"{_before(figures).days} days before",
        "is_closed": closed is not None,
        "state": _state(figures, closed, instant, zone),
        "as_of": moment(instant, zone),
        "instant": instant.isoformat(),
        "made": moment(at, zone),
        "simulated": figures["snapshot"]["simulated"],
        "editions": ", ".join(each["edition"] for each in figures["editions"]),
        "hash": closed.hash if closed else hash_of(figures),
        "headline": headline(figures),
        "activity": activity_lines(figures),
        "promises": promise_lines(figures),
        "promoters": promoter_lines(figures),
        "without_promoters": "" if figures["promoters"] else WITHOUT_PROMOTERS,
        "sales": sales.lines(figures),
        "signed": sales.signed(period, figures, zone),
        "said": tuple(_said(each, zone) for each in queries.remarks_in(period, kind)),
        "restated": restated.tables(closed, figures, newer, zone) if closed else (),
        "definitions": definitions(figures),
    }
    if kind is Kind.CIRCULATED:
        return Circulated(**shared)
    effects = effects_in(period, queries.remarks_in(period, kind), at=at)
    return Internal(**shared, effects=effects, without_effects="" if effects else WITHOUT_EFFECTS)


def headline(figures: Mapping[str, Any]) -> str:
    """What marketing says of its leads: activity, and beside it what sales reports of them."""
    delivered = next(each for each in figures["activity"] if each["measure"] == "delivered")
    won = next(each for each in figures["sales"] if each["measure"] == "won_of_delivered")
    n, hits = int(delivered["n"]), int(won.get("hits") or 0)
    if not n:
        return "No leads were delivered."
    leads = "1 lead was delivered" if n == 1 else f"{n:,} leads were delivered"
    return f"{leads}; of these {hits:,} {'is' if hits == 1 else 'are'} won so far, as sales reports."


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"


def compared(figures: Mapping[str, Any], calendar: FiscalCalendar) -> str:
    """Which days the figures are compared with; where these are not the fiscal period before, that is said."""
    days = {name: date.fromisoformat(day) for name, day in figures["period"].items()}
    period, before = Period(days["start"], days["end"]), _before(figures)
    told = in_words(before) + _not_fiscal(period, before, calendar)
    if days["counted_to"] == days["end"]:
        return f"Compared with the {before.days} days before, {told}."
    counted = (days["counted_to"] - days["start"]).days
    return f"{counted} of {period.days} days so far, compared with as many of the days before, {told}."


def _before(figures: Mapping[str, Any]) -> Period:
    said = figures["period"]
    return Period(date.fromisoformat(said["before_start"]), date.fromisoformat(said["before_end"]))


def _not_fiscal(period: Period, before: Period, calendar: FiscalCalendar) -> str:
    """That the fiscal quarter before has other days, of a report of a quarter; likewise of a month or a year."""
    for name, holding in (
        ("year", calendar.year_holding), ("quarter", calendar.quarter_holding), ("month", calendar.month_holding),
    ):  # fmt: skip
        if period == holding(period.start):
            fiscal = holding(period.start - timedelta(days=1))
            return "" if fiscal == before else f"; the fiscal {name} before, {in_words(fiscal)}, has {fiscal.days} days"
    return ""


def _state(figures: Mapping[str, Any], closed: ClosedPeriod | None, instant: datetime, zone: ZoneInfo) -> str:
    if closed is not None:
        who = closed.closed_by.name if closed.closed_by else "the operator"
        return f"Closed by {who} on {moment(closed.closed_at, zone)}. The figures are frozen."
    end = date.fromisoformat(figures["period"]["end"])
    over = instant.astimezone(zone).date() >= end
    return (
        "Provisional: the period is over, and not closed yet." if over else "Provisional: the period is not over yet."
    )


def _said(remark: Remark, zone: ZoneInfo) -> Said:
    own = bool(remark.claims) and remark.voice == "sales"
    return Said(remark.voice, remark.author.name, moment(remark.written_at, zone), remark.text, own)


def lines_of(report: Report) -> tuple[Line, ...]:
    """Every figure of a document that has a value, in order."""
    return (*report.activity, *report.promoters, *report.sales)


__all__ = ["Promise", "document", "headline", "lines_of"]

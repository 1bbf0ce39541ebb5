"""Promises as a page, a part of another page and a file show them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Refused
from samebook.kernel.sheets import Kind
from samebook.leads.promises.queries import Line, Promises, promises_on
from samebook.leads.promises.rules import Standing
from samebook.leads.review.sheets import Sheet

OWED = (
    "What is promised for the period, in proportion to the time that the edition is in force in it. Terms are never "
    "backdated: nothing is owed for the time before."
)
KEPT = (
    "Leads delivered, by the edition that judged them, on days of the period. Shares are of the leads delivered in it "
    "whose clock has ended; clocks still running are not counted. Of plays: those asked for in it that are answered or "
    "declined, or late."
)
EXPECTED = (
    "Of leads: those so far and as many for the time left, at the rate so far. The interval (95 %) is that of a "
    "Poisson count whose rate is known from the leads so far alone; nights and weekends count as any other time. Of "
    "shares: the share so far, with Wilson's interval."
)
STANDS = (
    "The whole interval lies on one side of what is owed; otherwise it is open. What is owed for every lead (100 %) is "
    "on course while none was missed, and falls short with the first that was."
)
CHANGE = (
    "Each edition has its own line with its own days. Leads delivered under the earlier one keep its terms; open, "
    "undelivered ones are judged again by the new one."
)
METHOD = (
    ("Owed", OWED),
    ("Kept so far", KEPT),
    ("Expected by the end", EXPECTED),
    ("On course, falls short", STANDS),
    ("A change of edition", CHANGE),
)
TONES = {
    Standing.FALLS_SHORT: "wrong",
    Standing.NOT_KEPT: "wrong",
    Standing.KEPT: "strong",
    Standing.ON_COURSE: "strong",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line in words."""

    line: Line
    says: str
    days: str
    owed: str
    kept: str
    expected: str
    interval: str
    standing: str
    tone: str
    query: str


def shown(lines: list[Line], promises: Promises) -> list[Shown]:
    return [_shown(line, promises) for line in lines]


def sheet_of(promises: Promises) -> Sheet:
    """Every line of the page with its numbers."""
    columns: tuple[tuple[str, Kind], ...] = (
        ("Side", "text"), ("Promise", "text"), ("Edition", "text"), ("From", "text"), ("To", "text"),
        ("Owed", "number"), ("Owed share", "share"), ("Kept so far", "count"), ("Of", "count"),
        ("Expected by the end", "number"), ("Share so far", "share"), ("At least", "number"), ("At most", "number"),
        ("Days left", "count"), ("Stands", "text"),
    )  # fmt: skip
    rows: list[list[str | float | None]] = []
    for line in promises.lines:
        share = line.of is not None
        value = line.expected.value
        rows.append([
            line.promise.side, line.promise.says, line.named, line.part.first_day.isoformat(),
            line.part.last_day.isoformat(), None if share else line.owed, line.owed if share else None,
            line.kept if line.is_counted else None, line.of if line.is_counted else None, None if share else value,
            value if share else None, line.expected.low, line.expected.high, line.days_left, _standing(line),
        ])  # fmt: skip
    return Sheet(f"promises-{promises.day:%Y-%m-%d}", columns, rows, definition_of(promises))


def definition_of(promises: Promises) -> list[tuple[str, str]]:
    """What must stand beside the figures."""
    told = [
        ("As of (UTC)", f"{promises.as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S}"),
        ("Edition of the Book", ", ".join(map(str, promises.editions)) or "None"),
        ("Records counted, over all lines", f"{promises.rows:,}"),
        ("Days", f"In the company's zone, {promises.zone}"),
        *METHOD,
    ]
    return told + ([("Simulated", "Yes: a company that does not exist")] if promises.simulated else [])


def in_short(actor: Actor, at: datetime) -> dict[str, Any]:
    """The running promises, for Today and the Book's page; empty for whom they are not, and without a snapshot."""
    if not actor.has(*SEES_ALL):
        return {}
    try:
        promises = promises_on(actor, at=at)
    except Refused:
        return {}
    lines = shown(promises.running, promises)
    return {"lines": lines, "promises": promises} if lines else {}


def _shown(line: Line, promises: Promises) -> Shown:
    share = line.of is not None
    return Shown(
        line=line,
        says=line.promise.says,
        days=_days(line),
        owed=f"{line.owed * 100:g} %" if share else f"{line.owed:,g}",
        kept=_kept(line, promises),
        expected="" if share or not line.part.start <= promises.as_of < line.part.end else _number(line.expected.value),
        interval=_interval(line, promises),
        standing=_standing(line),
        tone=TONES.get(line.standing, ""),
        query=_query(line, promises),
    )


def _kept(line: Line, promises: Promises) -> str:
    if not line.is_counted:
        return ""
    if line.of is None:
        return f"{line.kept:,}"
    if not line.of:
        return "none due yet" if promises.as_of < line.part.end else "none due"
    return f"{line.kept / line.of * 100:.1f} % ({line.kept:,} of {line.of:,})"


def _interval(line: Line, promises: Promises) -> str:
    found = line.expected
    if found.low is None or found.high is None or promises.as_of >= line.part.end:
        return ""
    if line.of is not None:
        return f"{found.low * 100:.1f} % to {found.high * 100:.1f} %"
    return f"{found.low:,.0f} to {found.high:,.0f}"


def _standing(line: Line) -> str:
    if line.of == 0 and line.standing is not Standing.COMING:
        return "nothing due"
    return line.standing.value


def _days(line: Line) -> str:
    first, last = line.part.first_day, line.part.last_day
    if first == last:
        return f"{first:%-d %b %Y}"
    return (
        f"{first:%-d %b} to {last:%-d %b %Y}" if first.year == last.year else f"{first:%-d %b %Y} to {last:%-d %b %Y}"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _query(line: Line, promises: Promises) -> str:
    asked: dict[str, str | int] = {
        "edition": line.edition_id, "kind": line.promise.kind, "per": line.promise.per, "on": promises.day.isoformat(),
        "level": line.promise.level or "", "territory": line.promise.territory or "",
    }  # fmt: skip
    return urlencode(asked)


def months_around(promises: Promises) -> tuple[str, str]:
    """Addresses of the month before and the one after; the one after is empty when it has not begun."""
    first = promises.day.replace(day=1)
    before, after = first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)
    today = promises.as_of.astimezone(promises.zone).date()
    page = reverse("leads:promises")
    return f"{page}?on={before}", f"{page}?on={min(after + timedelta(days=27), today)}" if after <= today else ""

"""The list of periods, the two documents of one, and their files."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samebook.board import queries
from samebook.board.actions import ask_count, counting, last_failure, note_file
from samebook.board.forms import PeriodForm
from samebook.board.periods import in_words, months_back, name_of, quarters_back
from samebook.board.report.files import TYPES, file_of, name_for
from samebook.board.report.opening import Opened, opened, period_at
from samebook.board.rules import CLOSING, PREPARING, SIGNING, check_reader, hash_of
from samebook.board.terms import Kind
from samebook.company.queries import fiscal_calendar
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.numbers.snapshot.store import current, require_current
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import page_of
from samebook.ui.waiting import anew


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponseBase:
    """Closed periods, and a choice of others for who prepares reports."""
    actor = request.actor
    closed = queries.closed_for(actor)
    may_prepare = actor.has(*PREPARING)
    calendar, today = fiscal_calendar(), timezone.localdate(datetime.now(UTC))
    asked = "period" in request.GET or "first" in request.GET
    form = PeriodForm(request.GET if asked else None, periods=_choices(), usual=_usual()) if may_prepare else None
    if form is not None and form.is_valid():
        return redirect("board:circulated", form.named)
    page = page_of(closed, ("-end", "-id"), request.GET, size=20)
    rows = [
        {"closed": each, "name": name_of(span, calendar), "label": calendar.label(span), "days": in_words(span)}
        for each in page.rows
        for span in [Period(each.start, each.end)]
    ]
    context = {"form": form, "page": page, "rows": rows, "may_prepare": may_prepare, "today": today}
    return render(request, "board/index.html", context, status=422 if form is not None and form.errors else 200)


@require_safe
@signed_in
def circulated(request: SignedRequest, period: str) -> HttpResponseBase:
    """The report that may leave the departments."""
    return _document(request, Kind.CIRCULATED, period)


@require_safe
@signed_in
def internal(request: SignedRequest, period: str) -> HttpResponseBase:
    """The internal view."""
    return _document(request, Kind.INTERNAL, period)


@require_safe
@signed_in
def progress(request: SignedRequest, period: str) -> HttpResponseBase:
    """How far the count is; the page asks every second, and is loaded anew when it has ended."""
    request.actor.require(*PREPARING, to="prepare a board report")
    days = period_at(period)
    job = counting(days)
    if job is None:
        return anew(request, "board:circulated", period)
    return render(request, "board/progress.html", {"job": job, "name": period})


@require_safe
@signed_in
def file(request: SignedRequest, period: str, kind: str, ending: str) -> HttpResponseBase:
    """A document as PDF, PowerPoint deck or Excel workbook; of what is counted already."""
    if kind not in Kind.values() or ending not in TYPES:
        raise Http404
    check_reader(request.actor, Kind(kind))
    days, now = period_at(period), datetime.now(UTC)
    found = opened(request.actor, Kind(kind), days, at=now)
    if found is None:
        raise Http404
    data = file_of(found, ending, at=now)
    note_file(request.actor, days, Kind(kind), ending, at=now)
    headers = {"Content-Disposition": f'attachment; filename="{name_for(found, ending)}"'}
    return HttpResponse(data, TYPES[ending], headers=headers)


def _document(request: SignedRequest, kind: Kind, period: str) -> HttpResponseBase:
    actor, now = request.actor, datetime.now(UTC)
    check_reader(actor, kind)
    days = period_at(period)
    found = opened(actor, kind, days, at=now)
    if found is None:
        return _waiting(request, days, period, now)
    prepares = actor.has(*PREPARING)
    failed = last_failure(days) if found.is_stale and prepares else None
    if found.is_stale and prepares and (failed is None or request.GET.get("again") == "1"):
        ask_count(actor, days, at=now)
        failed = None
    context = {
        "report": found.report,
        "kind": kind.value,
        "here": request.path,
        "name": period,
        "as_of": datetime.fromisoformat(found.report.instant),
        "job": counting(days) if prepares else None,
        "failed": failed,
        "may": _may(actor, kind, found),
        "shown_hash": found.report.hash,
        "newer_hash": hash_of(found.newer) if found.newer else "",
        "offered": queries.offered_in(days) if prepares else None,
        "others": _tabs(actor, kind, period),
    }
    return render(request, "board/report.html", context)


def _waiting(request: SignedRequest, days: Period, name: str, now: datetime) -> HttpResponseBase:
    """While the figures are counted; a period that cannot be counted says why."""
    calendar = fiscal_calendar()
    snapshot = require_current() if current() is None else current()
    failed = last_failure(days)
    again = failed is not None and request.GET.get("again") == "1"
    job = failed if failed is not None and not again else ask_count(request.actor, days, at=now)
    label = calendar.label(days)
    context = {"job": job, "name": name, "label": label, "days": in_words(days), "snapshot": snapshot}
    return render(request, "board/waiting.html", context)


def _may(actor: Actor, kind: Kind, found: Opened) -> dict[str, bool]:
    """What the reader can do from this page."""
    is_open, counted = found.closed is None, found.figures["period"]
    over = counted["counted_to"] == counted["end"] and found.report.state.startswith("Provisional: the period is over")
    writes = is_open or kind is Kind.INTERNAL
    return {
        "close": actor.has(*CLOSING) and is_open and over,
        "restate": actor.has(*CLOSING) and found.differs and not is_open,
        "sign": actor.has(*SIGNING) and found.report.signed.state != "signed",
        "say_marketing": actor.has(Role.MARKETING) and writes,
        "say_sales": actor.has(Role.SALES_MANAGER) and writes,
    }


def _tabs(actor: Actor, kind: Kind, name: str) -> list[tuple[str, str, bool]]:
    from django.urls import reverse

    if not actor.has(*PREPARING):
        return []
    return [(each.label, reverse(f"board:{each.value}", args=[name]), each is kind) for each in Kind]


def _usual() -> str:
    """The last fiscal quarter that is over."""
    calendar, today = fiscal_calendar(), timezone.localdate(datetime.now(UTC))
    return name_of(list(quarters_back(today, calendar, 2))[1], calendar)


def _choices() -> list[tuple[str, Any]]:
    calendar, today = fiscal_calendar(), timezone.localdate(datetime.now(UTC))
    groups = [("Fiscal quarter", quarters_back(today, calendar)), ("Fiscal month", months_back(today, calendar))]
    return [
        (title, [(name_of(each, calendar), f"{calendar.label(each)} ({in_words(each)})") for each in periods])
        for title, periods in groups
    ]

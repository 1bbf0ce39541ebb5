"""What both sides owe each other, on one page for both; the leads behind a line; the table as a file."""

from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samebook.agreement.queries import in_words
from samebook.kernel.access import SEES_ALL
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.drawing import MONTHS_BACK, Drawing, promised, promised_svg
from samebook.leads.promises.owed import PLAYS
from samebook.leads.promises.queries import Promises, leads_behind, promises_in, promises_on
from samebook.leads.promises.shown import definition_of, months_around, sheet_of, shown
from samebook.leads.queries import leads_for
from samebook.leads.review.sheets import to_csv, to_xlsx
from samebook.leads.views.review import number_in, svg
from samebook.numbers import refresh
from samebook.plays.matching import words_at
from samebook.plays.queries import requests_for
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK


@require_safe
@signed_in
def promises(request: SignedRequest) -> HttpResponseBase:
    """Owed, kept so far, expected by the end, days left."""
    try:
        found = _promises(request)
    except Refused as refused:
        if refused.code != "numbers.no_snapshot":
            raise
        refresh.ask_when_stale(datetime.now(UTC))
        return render(request, "leads/promises/promises.html", {"waits": True}, status=503)
    before, after = months_around(found)
    drawing = _drawing(request, found.day)
    return render(request, "leads/promises/promises.html", {
        "promises": found,
        "sides": [(side, shown(found.of(side), found)) for side in ("marketing", "sales")],
        "editions": in_words(found.editions),
        "rows": f"{found.rows:,} records over all lines",
        "definition": definition_of(found),
        "drawing": drawing,
        "chart_url": f"{reverse('leads:promises_chart')}?on={found.day}",
        "before": before,
        "after": after,
    })  # fmt: skip


@require_safe
@signed_in
def records(request: SignedRequest) -> HttpResponseBase:
    """The leads or requests for plays that a line counts, or those that did not keep it."""
    request.actor.require(*SEES_ALL, to="see what both sides promised")
    asked = {name: request.GET.get(name, "")[:60] for name in ("kind", "per", "level", "territory", "missed")}
    day = _day(request)
    total, ids = leads_behind(
        request.actor,
        number_in(request.GET.get("edition")),
        kind=asked["kind"],
        per=asked["per"],
        day=day or datetime.now(UTC).date(),
        level=asked["level"],
        territory=asked["territory"],
        missed=asked["missed"] == "1",
    )
    if asked["kind"] == PLAYS:
        requests = requests_for(request.actor).filter(pk__in=ids).order_by("-asked_at", "-id")
        words = words_at(datetime.now(UTC))
        page = {
            "asked": asked,
            "total": total,
            "requests": [(each, words.causes.get(each.cause, each.cause)) for each in requests],
        }
        return render(request, "leads/promises/plays.html", page)
    found = leads_for(request.actor).filter(pk__in=ids).select_related("person", "account").order_by("-received_at")
    page = {"asked": asked, "total": total, "leads": list(found), "day": day}
    return render(request, "leads/promises/records.html", page)


@require_safe
@signed_in
def picture(request: SignedRequest) -> HttpResponseBase:
    """The chart alone."""
    request.actor.require(*SEES_ALL, to="see what both sides promised")
    return svg(request, promised_svg, _drawing(request, _day(request) or datetime.now(UTC).date()))


@require_safe
@signed_in
def file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The table as Excel or CSV."""
    request.actor.require(*SEES_ALL, to="see what both sides promised")
    if ending not in ("xlsx", "csv"):
        raise Http404
    sheet = sheet_of(_promises(request))
    written: bytes | str = to_xlsx(sheet) if ending == "xlsx" else to_csv(sheet)
    kind = WORKBOOK if ending == "xlsx" else "text/csv; charset=utf-8"
    return HttpResponse(written, kind, headers={"Content-Disposition": f'attachment; filename="{sheet.name}.{ending}"'})


def _promises(request: SignedRequest) -> Promises:
    return promises_on(request.actor, at=datetime.now(UTC), day=_day(request))


def _drawing(request: SignedRequest, day: date) -> Drawing:
    """The months up to that of the day."""
    last = Period.month(day)
    first = (last.start - timedelta(days=31 * (MONTHS_BACK - 1) - 15)).replace(day=1)
    return promised(promises_in(request.actor, Period(first, last.end), at=datetime.now(UTC)))


def _day(request: SignedRequest) -> date | None:
    text = request.GET.get("on", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not 1971 <= day.year <= 2198:
        raise Http404
    return day

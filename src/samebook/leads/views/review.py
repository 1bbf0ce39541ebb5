"""The criteria of an edition reviewed; the leads behind a figure; the table as a file; a draft in one click."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samebook.agreement.queries import editions_for, in_force
from samebook.agreement.rules import DEPARTMENTS
from samebook.agreement.terms import State
from samebook.kernel.access import SEES_ALL
from samebook.kernel.refusals import Refused
from samebook.leads.drawing import Drawing, acceptance, acceptance_svg
from samebook.leads.queries import leads_for
from samebook.leads.review.actions import draft_without
from samebook.leads.review.figures import Review
from samebook.leads.review.queries import leads_behind, review_of
from samebook.leads.review.sheets import to_csv, to_xlsx
from samebook.leads.review.shown import SELECTION, definition_of, sheet_of, shown
from samebook.leads.review.trials import latest_trial
from samebook.numbers import refresh
from samebook.numbers.charts.theme import Theme
from samebook.ui.converters import LARGEST
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK

JUDGED_BY = (State.IN_FORCE, State.SUPERSEDED)


@require_safe
@signed_in
def criteria(request: SignedRequest) -> HttpResponseBase:
    """Every criterion with what it decides and what became of the leads."""
    request.actor.require(*SEES_ALL, to="review the criteria")
    edition_id = _edition(request)
    page: dict[str, Any] = {
        "editions": list(editions_for(request.actor).filter(state__in=JUDGED_BY)),
        "edition_id": edition_id,
        "selection": SELECTION,
        "may_write": request.actor.has(*DEPARTMENTS),
    }
    if edition_id is None:
        return render(request, "leads/review/criteria.html", page)
    try:
        review = review_of(request.actor, edition_id)
    except Refused as refused:
        if refused.code != "numbers.no_snapshot":
            raise
        refresh.ask_when_stale(datetime.now(UTC))
        return render(request, "leads/review/criteria.html", page | {"waits": True}, status=503)
    edition = next((each for each in page["editions"] if each.pk == edition_id), None)
    page |= {
        "review": review,
        "edition": edition,
        "rows": f"{review.judged:,} leads judged",
        "criteria": shown(review),
        "drawing": acceptance(review),
        "trial": latest_trial(request.actor, review.edition_id),
        "chart_url": f"{reverse('leads:review_chart')}?edition={edition_id}",
        "definition": definition_of(review),
        "is_current": edition is not None and edition.state == State.IN_FORCE,
    }
    return render(request, "leads/review/criteria.html", page)


@require_safe
@signed_in
def records(request: SignedRequest) -> HttpResponseBase:
    """The leads behind one figure, read through the chapter's own door."""
    request.actor.require(*SEES_ALL, to="review the criteria")
    asked = {name: request.GET.get(name, "")[:60] for name in ("criterion", "answer", "level", "outcome")}
    total, ids = leads_behind(
        request.actor,
        _edition(request) or 0,
        key=asked["criterion"],
        answer=asked["answer"],
        delivered_level=asked["level"] or None,
        outcome=asked["outcome"],
    )
    found = leads_for(request.actor).filter(pk__in=ids).select_related("person", "account").order_by("-received_at")
    page = {"asked": asked, "total": total, "leads": list(found), "edition_id": _edition(request)}
    return render(request, "leads/review/records.html", page)


@require_safe
@signed_in
def picture(request: SignedRequest) -> HttpResponseBase:
    """The chart alone."""
    request.actor.require(*SEES_ALL, to="review the criteria")
    return svg(request, acceptance_svg, acceptance(_review(request)))


def svg(request: SignedRequest, draw: Callable[[Drawing, Theme], str | None], drawing: Drawing) -> HttpResponseBase:
    """A chart in light or dark; nothing there when there is nothing to draw."""
    drawn = draw(drawing, "dark" if request.GET.get("theme") == "dark" else "light")
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, "image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@require_safe
@signed_in
def file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The table as Excel or CSV."""
    sheet = sheet_of(_review(request))
    written: bytes | str = to_xlsx(sheet) if ending == "xlsx" else to_csv(sheet)
    kind = WORKBOOK if ending == "xlsx" else "text/csv; charset=utf-8"
    if ending not in ("xlsx", "csv"):
        raise Http404
    return HttpResponse(written, kind, headers={"Content-Disposition": f'attachment; filename="{sheet.name}.{ending}"'})


@require_POST
@signed_in
def draft(request: SignedRequest) -> HttpResponseBase:
    """A draft of the edition in force without one criterion."""
    criterion = request.POST.get("criterion", "")[:90]
    edition = draft_without(
        request.actor, number_in(request.POST.get("edition")), criterion=criterion, at=datetime.now(UTC)
    )
    messages.success(request, f"A draft without {criterion} is made; the evidence stands in its place.")
    return redirect("agreement:edition", edition.pk)


def _review(request: SignedRequest) -> Review:
    return review_of(request.actor, _edition(request) or 0)


def _edition(request: SignedRequest) -> int | None:
    """The edition asked for, else the one in force, else the newest that ever was."""
    if "edition" in request.GET:
        return number_in(request.GET["edition"])
    current = in_force(datetime.now(UTC))
    return current.edition.pk if current else None


def number_in(text: str | None) -> int:
    """An id from an address; 0, which nobody has, for what is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST else 0

"""The quarterly review sheet: asked for, made by a job, read as a page or on paper."""

from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samebook.agreement.queries import editions_for, in_force
from samebook.agreement.terms import State
from samebook.company.queries import fiscal_calendar
from samebook.jobs.models import Job
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.leads.forms.quarter import QuarterForm
from samebook.leads.quarter.actions import ask_sheet, note_paper
from samebook.leads.quarter.layout import by_reason
from samebook.leads.quarter.results import paper_of, read_sheet, sheet_for, sheets_for
from samebook.leads.quarter.rules import before, quarters_since
from samebook.leads.views.review import number_in
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show
from samebook.ui.paging import page_of
from samebook.ui.waiting import Awaited

WAS_IN_FORCE = (State.IN_FORCE, State.SUPERSEDED)
MOST_EDITIONS = 100
AWAITED = Awaited("Review sheet", "leads:quarter_sheet", "leads:quarter_progress")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Choose an edition and a quarter; and the sheets that were made."""
    actor = request.actor
    actor.require(*MAY_COMPARE, to="make a review sheet")
    now = datetime.now(UTC)
    form = _form(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            job = ask_sheet(actor, form.cleaned_data["edition"], form.cleaned_data["quarter"], at=now)
            return redirect("leads:quarter_sheet", job.pk)
        except Refused as refused:
            show(refused, form)
    page = page_of(sheets_for(actor), ("-id",), request.GET, size=20)
    context = {"form": form, "page": page, "rows": [_row(job) for job in page.rows]}
    return render(request, "leads/quarter/begin.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def sheet(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """One sheet: its progress while it is made, then what it says."""
    job = sheet_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        return AWAITED.waiting(request, job, _until_then(job))
    data = read_sheet(job)
    context = {
        "job": job,
        "sheet": data,
        "as_of": datetime.fromisoformat(data["instant"]),
        "rows": f"{data['head'][0][1]} leads came",
        "silent": by_reason(data["silent"]).items(),
        "standard": job.report.get("standard", ""),
    }
    return render(request, "leads/quarter/sheet.html", context)


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    return AWAITED.how_far(request, sheet_for(request.actor, job_id))


@require_safe
@signed_in
def paper(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """The sheet as PDF."""
    job = sheet_for(request.actor, job_id)
    path = paper_of(job)
    note_paper(request.actor, job, at=datetime.now(UTC))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/pdf")


def _form(request: SignedRequest, now: datetime) -> QuarterForm:
    editions = list(editions_for(request.actor).filter(state__in=WAS_IN_FORCE)[:MOST_EDITIONS])
    calendar, today = fiscal_calendar(), timezone.localdate(now)
    begun = [edition.in_force_from for edition in editions if edition.in_force_from]
    first = timezone.localdate(min(begun)) if begun else today
    quarters: list[Period] = quarters_since(first, today, calendar) if begun else []
    current, last = in_force(now), before(calendar.quarter_holding(today), calendar)
    asked = number_in(request.GET.get("edition"))
    return QuarterForm(
        request.POST if request.method == "POST" else None,
        editions=editions,
        quarters=quarters,
        calendar=calendar,
        edition=asked or (current.edition.pk if current else None),
        quarter=last if last in quarters else None,
    )


def _until_then(job: Job) -> dict[str, Any]:
    row, above = _row(job), reverse("leads:quarter")
    return {
        "title": "Quarterly review",
        "head": row["quarter"],
        "up": "Quarterly review",
        "up_url": above,
        "said": f"{row['edition']}, {row['quarter']}.",
        "again": "Make it again",
        "again_url": above,
    }


def _row(job: Job) -> dict[str, Any]:
    edition, quarter = job.arguments["labels"]
    done = job.state == Job.State.DONE
    return {"job": job, "edition": edition, "quarter": quarter, "places": job.report.get("places", []) if done else []}

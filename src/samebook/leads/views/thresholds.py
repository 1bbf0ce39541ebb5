"""Other thresholds tried on recorded leads, by a job; a draft in one click where one is supported."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samebook.agreement.queries import edition_of
from samebook.agreement.rules import DEPARTMENTS
from samebook.agreement.terms import State
from samebook.jobs.models import Job
from samebook.leads.review.actions import ask_trial, draft_threshold
from samebook.leads.review.trial_shown import definition_of_trial, shown_trial
from samebook.leads.review.trials import trial_for
from samebook.leads.views.review import number_in
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.waiting import Awaited

AWAITED = Awaited("Trial of thresholds", "leads:thresholds", "leads:thresholds_progress")


@require_POST
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Ask for a trial."""
    job = ask_trial(request.actor, number_in(request.POST.get("edition")), at=datetime.now(UTC))
    return redirect("leads:thresholds", job.pk)


@require_safe
@signed_in
def trial(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """One trial: its progress while it runs, then what it found."""
    job = trial_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        return AWAITED.waiting(request, job, _until_then(job))
    report = job.report
    edition = edition_of(request.actor, report["edition"])
    page = {
        "job": job,
        "report": report,
        "as_of": datetime.fromisoformat(report["as_of"]),
        "rows": f"{report['leads']:,} delivered and worked leads",
        "criteria": shown_trial(report),
        "definition": definition_of_trial(report),
        "may_write": request.actor.has(*DEPARTMENTS)
        and edition.state == State.IN_FORCE
        and edition.content_hash == report["hash"],
    }
    return render(request, "leads/review/trial.html", page)


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    return AWAITED.how_far(request, trial_for(request.actor, job_id))


@require_POST
@signed_in
def draft(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """A draft of the edition in force with the threshold that is supported."""
    criterion = request.POST.get("criterion", "")[:90]
    edition = draft_threshold(request.actor, job_id, criterion=criterion, at=datetime.now(UTC))
    messages.success(
        request,
        f"A draft with another threshold for {criterion} is made; the evidence stands above it. Read the words beside "
        "it: what is said otherwise may still name the old one.",
    )
    return redirect("agreement:edition", edition.pk)


def _until_then(job: Job) -> dict[str, Any]:
    above = reverse("leads:review")
    return {
        "title": "Other thresholds",
        "head": "Other thresholds",
        "up": "Criteria review",
        "up_url": above,
        "said": job.arguments["label"],
        "again": "Back to the review, to try again",
        "again_url": above,
    }

"""Long work: what runs, what ended and how, and trying again."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from samebook.jobs import actions, queries
from samebook.jobs.models import Job
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import page_of
from samebook.web.names import names_of
from samebook.web.settings.doors import administrators, done, frame

KINDS = {
    "exchange.import": "Import of a file",
    "leads.judge_again": "Judging leads again",
    "leads.effect": "Comparison of two texts of the Book",
    "leads.quarter": "Quarterly review sheet",
    "board.count": "Figures of a board report",
    "leads.thresholds": "Trial of other thresholds",
    "leads.meaning": "Comparison of definitions",
    "leads.poll": "Answers of a poll laid over the records",
    "leads.table": "Table of leads to count on",
    "numbers.refresh_analysis": "An analysis, anew",
    "numbers.refresh_kept": "Figures that were asked for lately, anew",
    "groups.heard": "Last contacts of buying groups, from history",
    "plays.offer": "Offers of a play that was approved",
    "saved.mail": "Mail of a saved view",
    "segments.count": "Count of the segments",
    "snapshot.refresh": "Snapshot for the numbers",
    "journal.verify": "Verification of the journal",
}
MOST_OPEN = 20
UNTOLD = frozenset({"format", "stamp"})
"""What a report keeps for programs."""


@require_safe
@administrators
def jobs(request: SignedRequest) -> HttpResponseBase:
    """Everything that runs or waits, with its progress, and what ended, the latest first."""
    ended = queries.jobs_seen_by(request.actor).exclude(state__in=queries.OPEN)
    page = page_of(ended, ("-id",), request.GET)
    going = queries.jobs_for(request.actor, open_only=True, limit=MOST_OPEN)
    names = names_of(job.asked_by for job in [*page.rows, *going])
    return render(request, "web/settings/jobs.html", frame("jobs") | {
        "going": [_row(job) for job in going],
        "page": page,
        "rows": [_row(job) | {"by": names[job.asked_by]} for job in page.rows],
    })  # fmt: skip


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far one job is, as the part of a page that asks again by itself; people see their own, administrators all."""
    return render(request, "web/settings/job.html", {"row": _row(queries.job_for(request.actor, job_id))})


@require_POST
@administrators
def again(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """Put a job that failed back in the queue."""
    now = datetime.now(UTC)
    done(request, lambda: actions.try_again(request.actor, job_id, at=now), "It is tried again, from where it stopped.")
    return redirect("settings:jobs")


def name_of(job: Job) -> str:
    """What a job does, in words."""
    return KINDS.get(job.kind, job.kind)


def _row(job: Job) -> dict[str, Any]:
    return {"job": job, "what": name_of(job), "note": job.failure or ", ".join(_report(job.report))}


def _report(report: dict[str, Any]) -> Iterable[str]:
    """Counts and short words of a job's report."""
    for key, value in report.items():
        if key in UNTOLD or isinstance(value, bool) or not isinstance(value, int | str) or value in ("", 0):
            continue
        shown = f"{value:,}" if isinstance(value, int) else _instant(value) if key == "as_of" else value[:80]
        yield f"{key.replace('_', ' ')} {shown}"


def _instant(value: str) -> str:
    """An instant of a report in the reader's zone, ``3 May 2027, 14:05``."""
    return f"{timezone.localtime(datetime.fromisoformat(value)):%-d %b %Y, %H:%M}"

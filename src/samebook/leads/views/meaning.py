"""Who means what: polls and comparisons, the figures of a comparison and its records."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samebook.jobs.models import Job
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.meaning import telling
from samebook.leads.meaning.actions import note_export
from samebook.leads.meaning.polls import OPENERS, polls_for, to_answer
from samebook.leads.meaning.results import (
    Group,
    comparison_for,
    comparisons_for,
    every_record,
    group_of,
    records_page,
)
from samebook.leads.meaning.rules import MAY_COMPARE, Pair
from samebook.leads.meaning.sheets import csv_lines, to_xlsx
from samebook.leads.meaning.terms import Counted
from samebook.leads.views.review import number_in
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK
from samebook.ui.paging import page_of
from samebook.ui.waiting import Awaited

TO = "compare what is meant"
AWAITED = Awaited("Comparison", "meanings:compared", "meanings:progress")


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponseBase:
    """Polls and comparisons: what waits for one's own answer first."""
    request.actor.require(*MAY_COMPARE, to=TO)
    now = datetime.now(UTC)
    page = page_of(comparisons_for(request.actor), ("-id",), request.GET, size=20)
    shown = {
        "now": now,
        "to_answer": list(to_answer(request.actor, now)),
        "polls": list(polls_for(request.actor)[:100]),
        "page": page,
        "rows": [_row(job) for job in page.rows],
        "may_open": request.actor.has(*OPENERS),
    }
    return render(request, "leads/meaning/index.html", shown)


@require_safe
@signed_in
def compared(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """One comparison: its progress while it runs, then what it found."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        return AWAITED.waiting(request, job, _until_then(job))
    return render(request, "leads/meaning/compared.html", _shown(request, job))


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    return AWAITED.how_far(request, comparison_for(request.actor, job_id))


@require_safe
@signed_in
def file(request: SignedRequest, job_id: int, ending: str) -> HttpResponseBase:
    """The records of a group as CSV, or figures and records as an Excel file."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE or ending not in ("csv", "xlsx"):
        raise Missing("file")
    report = job.report
    pattern, group = _group(request, report)
    kind = Counted(report["kind"])
    records_page(request.actor, job.pk, kind, group, "combo", size=1)  # a refusal comes before the first line
    rows = every_record(request.actor, job.pk, kind, group, "combo")
    note_export(request.actor, job, group=pattern, at=datetime.now(UTC))
    headers = {"Content-Disposition": f'attachment; filename="who-means-what-{job.pk}.{ending}"'}
    if ending == "xlsx":
        return HttpResponse(to_xlsx(report, rows, pattern), WORKBOOK, headers=headers)
    return StreamingHttpResponse(csv_lines(report, rows), "text/csv; charset=utf-8", headers=headers)


def _row(job: Job) -> dict[str, Any]:
    told = job.arguments["definitions"]
    report = job.report if job.state == Job.State.DONE else {}
    return {"job": job, "word": job.arguments["word"], "labels": [each["label"] for each in told], "report": report}


def _until_then(job: Job) -> dict[str, Any]:
    row = _row(job)
    return {
        "title": row["word"],
        "head": row["word"],
        "up": "Who means what",
        "up_url": reverse("meanings:index"),
        "said": " · ".join(row["labels"]),
        "again": "Choose again",
        "again_url": reverse("meanings:begin"),
    }


def _group(request: SignedRequest, report: dict[str, Any]) -> tuple[str, Group]:
    """The pattern of the group that is asked for; both of the first two where none is, or nonsense."""
    width = len(report["definitions"])
    pattern = request.GET.get("group", "")
    group = group_of(pattern, width)
    if group is None:
        pattern = "11" + "*" * (width - 2)
        group = group_of(pattern, width)
    assert group is not None
    return pattern, group


def _pair(request: SignedRequest, pairs: list[Pair]) -> Pair:
    wanted = request.GET.get("pair", "")
    return next((pair for pair in pairs if f"{pair.first}-{pair.second}" == wanted), pairs[0])


def _shown(request: SignedRequest, job: Job) -> dict[str, Any]:
    report = job.report
    kind = Counted(report["kind"])
    pairs = telling.pairs_of(report)
    pair = _pair(request, pairs)
    pattern, group = _group(request, report)
    after = number_in(request.GET.get("last", ""))
    try:
        records, gone = records_page(request.actor, job.pk, kind, group, "combo", after=after), ""
    except Refused as refused:
        records, gone = None, refused.message
    rows, others, other_records = telling.combos(report)
    kept = {"pair": f"{pair.first}-{pair.second}"}
    query = urlencode({**kept, "group": pattern})
    return _row(job) | {
        "as_of": datetime.fromisoformat(report["as_of"]),
        "counted": f"{report['of']:,} {kind.value if report['of'] == 1 else kind.many}",
        "kind": kind,
        "definitions": telling.definitions(report),
        "pairs": [
            {
                "pair": each,
                "name": f"{telling.letter(each.first)} and {telling.letter(each.second)}",
                "groups": telling.groups(report, each),
            }
            for each in pairs
        ],
        "pair": pair,
        "groups": telling.groups(report, pair),
        "pair_tabs": [
            (
                f"{telling.letter(each.first)} and {telling.letter(each.second)}",
                f"?pair={each.first}-{each.second}#apart-h",
                each == pair,
            )
            for each in pairs
        ],
        "combos": rows,
        "others": others,
        "other_records": other_records,
        "separation": telling.separation(report, pair),
        "pattern": pattern,
        "pattern_words": telling.pattern_words(report, pattern),
        "records": records,
        "gone": gone,
        "kept": urlencode(kept),
        "query": query,
        "next": f"?{query}&last={records.after}#records-h" if records and records.after else "",
        "is_later_page": after > 0,
        "definition": [
            (name, f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value)
            for name, value in telling.definition(report)
        ],
    }

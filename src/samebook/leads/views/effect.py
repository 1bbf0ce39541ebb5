"""What would change: two editions or drafts compared on recorded leads."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samebook.agreement.queries import in_force_for
from samebook.book.scopes import COMPANY
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.drawing import weeks, weeks_svg
from samebook.leads.effect import telling
from samebook.leads.effect.actions import ask_effect, note_export
from samebook.leads.effect.export import csv_lines, group_table, to_xlsx
from samebook.leads.effect.results import (
    Wanted,
    comparable,
    comparison_for,
    comparisons_for,
    every_lead,
    leads_page,
)
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.leads.forms.effect import EffectForm
from samebook.leads.views.review import number_in, svg
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK
from samebook.ui.forms import show
from samebook.ui.paging import page_of
from samebook.ui.templatetags.formats import day_text
from samebook.ui.waiting import Awaited

LONGEST = 40
AWAITED = Awaited("Comparison", "leads:effect_result", "leads:effect_progress")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Choose two texts and a period; and the comparisons that were made."""
    actor = request.actor
    actor.require(*MAY_COMPARE, to="compare editions on leads")
    now = datetime.now(UTC)
    form = _form(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            job = ask_effect(actor, said["before"], said["after"], form.period(), at=now)
            return redirect("leads:effect_result", job.pk)
        except Refused as refused:
            show(refused, form)
    page = page_of(comparisons_for(actor), ("-id",), request.GET, size=20)
    return render(request, "leads/effect/begin.html", {"form": form, "page": page, "rows": list(map(_row, page.rows))})


@require_safe
@signed_in
def result(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """One comparison: its progress while it runs, then what it found."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        return AWAITED.waiting(request, job, _until_then(job))
    return render(request, "leads/effect/result.html", _shown(request, job))


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    return AWAITED.how_far(request, comparison_for(request.actor, job_id))


@require_safe
@signed_in
def picture(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """The weeks, drawn."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        raise Missing("chart")
    return svg(request, weeks_svg, weeks(job.report))


@require_safe
@signed_in
def rows_file(request: SignedRequest, job_id: int, ending: str) -> HttpResponseBase:
    """The leads that differ as CSV, or all of it as an Excel file."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE or ending not in ("csv", "xlsx"):
        raise Missing("file")
    wanted = _wanted(request)
    leads_page(request.actor, job, wanted, size=1)  # a refusal comes before the first line
    note_export(request.actor, job, rows=_taken_out(job.report, wanted), at=datetime.now(UTC))
    rows = every_lead(request.actor, job, wanted)
    start, last = telling.days_of(job.report)
    headers = {"Content-Disposition": f'attachment; filename="difference-in-effect-{start}-to-{last}.{ending}"'}
    if ending == "xlsx":
        return HttpResponse(to_xlsx(job.report, rows), WORKBOOK, headers=headers)
    return StreamingHttpResponse(csv_lines(rows), "text/csv; charset=utf-8", headers=headers)


def _form(request: SignedRequest, now: datetime) -> EffectForm:
    chosen = number_in(request.GET.get("after")) or None
    asked = comparable(request.actor).filter(pk=chosen or 0).first()
    scope = asked.scope if asked else str(COMPANY)
    current = in_force_for(scope, now)
    first = current.edition.pk if current else None
    if chosen is not None and chosen == first:  # its forerunner; of a country's first one the company's
        among = comparable(request.actor).filter(scope__in={scope, str(COMPANY)}, pk__lt=chosen)
        earlier = among.filter(scope=scope).first() or among.first()
        first = earlier.pk if earlier else None
    today = timezone.localdate(now)
    data = request.POST if request.method == "POST" else None
    return EffectForm(data, actor=request.actor, today=today, first=first, second=chosen)


def _row(job: Job) -> dict[str, Any]:
    first, second = job.arguments["labels"]
    start, last = telling.days_of({"period": [job.arguments["start"], job.arguments["end"]]})
    done = job.report if job.state == Job.State.DONE else {}
    return {"job": job, "first": first, "second": second, "start": start, "last": last, "report": done}


def _until_then(job: Job) -> dict[str, Any]:
    row, above = _row(job), reverse("leads:effect")
    days = f"{day_text(row['start'])} to {day_text(row['last'])}"
    return {
        "title": "What would change",
        "head": row["second"],
        "up": "What would change",
        "up_url": above,
        "said": f"{row['second']} against {row['first']}, leads from {days}.",
        "again": "Compare again",
        "again_url": f"{above}?after={job.arguments['after']}",
    }


def _wanted(request: SignedRequest) -> Wanted:
    given = {name: request.GET.get(name, "")[:LONGEST] for name in ("from", "to", "later")}
    return Wanted(given["from"], given["to"], given["later"])


def _shown(request: SignedRequest, job: Job) -> dict[str, Any]:
    report = job.report
    group = request.GET.get("by", "")
    group = group if group in telling.GROUPS else "level"
    wanted = _wanted(request)
    after = number_in(request.GET.get("last"))
    header, lines = group_table(report, group)
    chosen = {"from": wanted.before, "to": wanted.after, "later": wanted.later}
    query = urlencode({name: value for name, value in chosen.items() if value})
    try:
        leads, gone = leads_page(request.actor, job, wanted, after=after), ""
    except Refused as refused:
        leads, gone = None, refused.message
    return _row(job) | {
        "as_of": datetime.fromisoformat(report["as_of"]),
        "counted": f"{report['leads']:,} lead{'' if report['leads'] == 1 else 's'}",
        "totals": telling.totals(report),
        "moves": [_move(move) for move in report["counts"]["moves"] if move["before"] != move["after"]],
        "sides": [_side(report, side) for side in telling.SIDES],
        "capacity": report["capacity"],
        "rerouted": telling.rerouted(report),
        "drawing": weeks(report),
        "chart_url": f"{reverse('leads:effect_chart', args=[job.pk])}?",
        "groups": [(title, f"?by={name}#groups-h", name == group) for name, title in telling.GROUPS.items()],
        "group": telling.GROUPS[group],
        "header": header,
        "lines": [[(title, cell) for title, cell in zip(header, line, strict=True)] for line in lines],
        "leads": leads,
        "gone": gone,
        "wanted": wanted,
        "wanted_words": _words(report, wanted),
        "query": query,
        "next": f"?{query}&last={leads.after}#leads-h" if leads and leads.after else "",
        "is_later_page": after > 0,
        "definition": [(name, _plain(value)) for name, value in telling.definition(report)],
        "changed_since": _changed_since(request.actor, report),
    }


def _move(move: dict[str, Any]) -> dict[str, Any]:
    return {
        "before": telling.outcome_words(move["before"]),
        "after": telling.outcome_words(move["after"]),
        "after_inside": telling.outcome_inside(move["after"]),
        "leads": move["leads"],
        "query": urlencode({"from": move["before"], "to": move["after"]}),
    }


def _side(report: dict[str, Any], side: str) -> dict[str, Any]:
    hindsight = report["counts"]["hindsight"][side]
    return {
        "name": side,
        "text": report["sides"][side],
        "queue": report["queues"][side],
        "promises": telling.promises_of(report, side),
        "hindsight": hindsight,
        "late_moves": [_move(move) for move in hindsight["moves"]],
        "check": report["counts"]["checks"].get(side),
    }


def _words(report: dict[str, Any], wanted: Wanted) -> str:
    if wanted.later in telling.SIDES:
        label = report["sides"][wanted.later]["label"]
        return f"those that {label} would judge otherwise by what is known now"
    if wanted.before or wanted.after:
        return f"{telling.outcome_words(wanted.before)} before, {telling.outcome_inside(wanted.after)} after"
    return ""


def _taken_out(report: dict[str, Any], wanted: Wanted) -> str:
    """Which leads a file holds, in words of ours: none where an address names a move that there is not."""
    moves = {(move["before"], move["after"]) for move in report["counts"]["moves"]}
    asks_move = wanted.later not in telling.SIDES and (wanted.before or wanted.after)
    if asks_move and (wanted.before, wanted.after) not in moves:
        return "none"
    return _words(report, wanted) or "all that differ"


def _changed_since(actor: Actor, report: dict[str, Any]) -> list[str]:
    """Drafts whose text is no longer the one that was compared."""
    texts = {side["edition"]: side for side in report["sides"].values() if side["edition"]}
    now = comparable(actor).filter(pk__in=texts)
    return [str(edition) for edition in now if edition.content_hash != texts[edition.pk]["hash"]]


def _plain(value: Any) -> Any:
    """A file keeps an instant as one; a page says it as all others do."""
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value

"""Who means what: definitions of a word chosen or written, compared in a job, its figures and its records."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from samebook.agreement import hooks
from samebook.agreement.editor.builder import State, built, meant, state_of, state_sent
from samebook.agreement.editor.reading import Reading
from samebook.book.editing.rows import Drawing, Row
from samebook.jobs.models import Job
from samebook.jobs.queries import OPEN
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.forms.meaning import CompareForm
from samebook.leads.meaning import telling
from samebook.leads.meaning.actions import ask_comparison
from samebook.leads.meaning.polls import OPENERS, polls_for, to_answer
from samebook.leads.meaning.results import (
    Group,
    comparison_for,
    comparisons_for,
    every_record,
    group_of,
    records_page,
)
from samebook.leads.meaning.rules import MAY_COMPARE, MOST_DEFINITIONS, Definition, Pair, counted_as
from samebook.leads.meaning.sheets import SHEET, csv_lines, to_xlsx
from samebook.leads.meaning.sources import book_in_force, expression_of, reading_of, source_of, sources_for
from samebook.leads.meaning.terms import Counted
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show
from samebook.ui.paging import page_of

TO = "compare what is meant"
LONGEST_CHOSEN = 20_000
BLANK = State(Drawing("and", (Row(""),)))
"""The builder with one row to begin with."""


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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Choose or write definitions one after the other, then compare them."""
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*MAY_COMPARE, to=TO)
    reading = reading_of(book_in_force(now))
    sources = sources_for(actor, at=now)
    chosen = _chosen(request, now)
    form = CompareForm(sent(request), sources=sources, word=request.GET.get("word", "")[:80])
    state, refused = BLANK, None
    if request.method == "POST":
        form.is_valid()
        try:
            state = state_sent(request.POST, reading, "")
            act = request.POST.get("act", "")
            if act == "compare":
                job = ask_comparison(
                    actor, form.cleaned_data.get("word", ""), chosen, _kind(request, form, chosen, now), at=now
                )
                return redirect("meanings:compared", job.pk)
            if act in ("choose", "write") or act.startswith("leave:"):
                chosen, added = _acted(request, form, chosen, act, state, reading, now)
                state = BLANK if act == "write" and added else state
                said = {name: form.cleaned_data.get(name, "") for name in ("word", "kind")}
                form = CompareForm(sources=sources, **said)
            else:
                form.errors.clear()
        except Missing:
            raise
        except Refused as why:
            refused = why
            form.errors.clear()
            show(why, form)
    page = {
        "form": form,
        "chosen": [(each, json.dumps(_as_data(each)), _says(request, each, now)) for each in chosen],
        "may_add": len(chosen) < MOST_DEFINITIONS,
        "builder_url": reverse("meanings:builder"),
        **built(state, reading, "", refused),
    }
    return render(request, "leads/meaning/begin.html", page, status=422 if refused else 200)


@require_POST
@signed_in
def builder(request: SignedRequest) -> HttpResponseBase:
    """The builder after a pick, what the condition says so far, or how many it is true of."""
    request.actor.require(*MAY_COMPARE, to=TO)
    return shown_builder(request, reading_of(book_in_force(datetime.now(UTC))), reverse("meanings:builder"))


def shown_builder(request: SignedRequest, reading: Reading, url: str) -> HttpResponseBase:
    """The part of the builder that is asked for."""
    refused = None
    try:
        state = state_sent(request.POST, reading, "")
    except Refused as why:
        state, refused = state_of(reading, "", ""), why
    part = request.GET.get("part", "")
    if part == "count":
        expression = meant(state, reading, "")
        found = hooks.match(request.actor, expression, reading.fields) if expression else None
        return render(request, "agreement/editor/count.html", {"builder_url": url, "matching": found})
    name = "reading" if part == "reading" else "built"
    page = {"builder_url": url, **built(state, reading, "", refused if name == "built" else None)}
    shown = render(request, f"agreement/editor/{name}.html", page)
    return trigger_client_event(shown, "condition-built", after="swap") if name == "built" else shown


@require_safe
@signed_in
def compared(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """One comparison: its progress while it runs, then what it found."""
    job = comparison_for(request.actor, job_id)
    if job.state != Job.State.DONE:
        return render(request, "leads/meaning/waiting.html", {"job": job, "row": _row(job)})
    return render(request, "leads/meaning/compared.html", _shown(request, job))


@require_safe
@signed_in
def progress(request: SignedRequest, job_id: int) -> HttpResponseBase:
    """How far it is; the page asks every second, and is loaded anew when it has ended."""
    job = comparison_for(request.actor, job_id)
    if job.state not in OPEN:
        return HttpResponseClientRefresh() if request.htmx else redirect("meanings:compared", job_id)
    return render(request, "leads/meaning/progress.html", {"job": job})


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
    headers = {"Content-Disposition": f'attachment; filename="who-means-what-{job.pk}.{ending}"'}
    if ending == "xlsx":
        return HttpResponse(to_xlsx(report, rows, pattern), SHEET, headers=headers)
    return StreamingHttpResponse(csv_lines(report, rows), "text/csv; charset=utf-8", headers=headers)


def number_in(text: str) -> int:
    """An id from an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _row(job: Job) -> dict[str, Any]:
    told = job.arguments["definitions"]
    report = job.report if job.state == Job.State.DONE else {}
    return {"job": job, "word": job.arguments["word"], "labels": [each["label"] for each in told], "report": report}


def _chosen(request: SignedRequest, at: datetime) -> list[Definition]:
    """The definitions chosen so far: in the form's own hidden lines, or by their keys in the address."""
    if request.method != "POST":
        keys = request.GET.getlist("from")[:MOST_DEFINITIONS]
        return [source_of(request.actor, key, at=at) for key in dict.fromkeys(keys)]
    found = []
    for text in request.POST.getlist("chosen")[:MOST_DEFINITIONS]:
        try:
            told = json.loads(text[:LONGEST_CHOSEN])
            found.append(Definition.of({name: told[name] for name in ("label", "condition", "edition_id", "private")}))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused("meaning.chosen", "A chosen definition has been damaged; choose it again.") from error
    return found


def _as_data(definition: Definition) -> dict[str, Any]:
    return {
        "label": definition.label,
        "condition": definition.condition,
        "edition_id": definition.edition_id,
        "private": definition.private,
    }


def _acted(  # noqa: PLR0917 (what the form was sent with)
    request: SignedRequest,
    form: CompareForm,
    chosen: list[Definition],
    act: str,
    state: State,
    reading: Reading,
    at: datetime,
) -> tuple[list[Definition], bool]:
    """The definitions after a button, and whether there is one more."""
    if act.startswith("leave:"):
        leaving = number_in(act.removeprefix("leave:"))
        return [each for place, each in enumerate(chosen) if place != leaving], False
    if len(chosen) >= MOST_DEFINITIONS:
        raise Refused("meaning.too_many", f"{MOST_DEFINITIONS} definitions at most; leave some out.")
    if act == "choose":
        if not form.cleaned_data.get("source"):
            raise Refused("meaning.none_chosen", "Choose a definition to add.", "source")
        return [*chosen, source_of(request.actor, form.cleaned_data["source"], at=at)], True
    text = state.condition(reading.fields_for(""))
    label = " ".join(form.cleaned_data.get("label", "").split()) or f"Written here, {len(chosen) + 1}"
    written = Definition(label, text, book_in_force(at).pk)
    expression_of(request.actor, written, at=at)
    return [*chosen, written], True


def _kind(request: SignedRequest, form: CompareForm, chosen: list[Definition], at: datetime) -> Counted:
    if said := form.cleaned_data.get("kind"):
        return Counted(said)
    return counted_as([expression_of(request.actor, each, at=at)[0] for each in chosen])


def _says(request: SignedRequest, definition: Definition, at: datetime) -> str:
    if definition.private:
        return ""
    try:
        expression_of(request.actor, definition, at=at)
    except Refused:
        return ""
    from samebook.agreement.queries import edition_of

    return reading_of(edition_of(request.actor, definition.edition_id)).says(definition.condition)


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

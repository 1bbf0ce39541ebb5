"""The library: plays as they are read, begun and retired, and their files."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.buying.pipelines import selling_at
from samebook.company.queries import local_day
from samebook.kernel import sheets
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.estimates import wilson
from samebook.plays import actions, desk, export, files, queries
from samebook.plays.fitting import ENOUGH
from samebook.plays.forms import NameForm
from samebook.plays.matching import results_of
from samebook.plays.models import PlayRun
from samebook.plays.occasions import occasion_for
from samebook.plays.rules import KEEPERS
from samebook.plays.shown import aims_in_words, said_in_words, shown_steps
from samebook.plays.terms import State
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK
from samebook.ui.forms import sent, show

READ, WRITE = "read plays", "write plays"


@require_safe
@signed_in
def library(request: SignedRequest) -> HttpResponseBase:
    """Every play that the reader may know of; the address may name a cause."""
    request.actor.require(*SEES_RECORDS, to=READ)
    now = datetime.now(UTC)
    causes = {each.name: each.label for each in selling_at(now).causes}
    cause = request.GET.get("cause", "")
    return render(request, "plays/library.html", {
        "shelves": desk.shelf(request.actor, now, cause=cause if cause in causes else ""),
        "causes": causes.items(), "cause": cause, "may_write": request.actor.has(*KEEPERS),
    })  # fmt: skip


@require_safe
@signed_in
def play(request: SignedRequest, play_id: int) -> HttpResponseBase:
    """One play: the version that counts with its steps, the others, what it brought about."""
    request.actor.require(*SEES_RECORDS, to=READ)
    found = queries.play_for(request.actor, play_id)
    return _play_page(request, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Begin a play; the address may name what it is written for (``for``)."""
    request.actor.require(*KEEPERS, to=WRITE)
    now = datetime.now(UTC)
    key = (request.POST if request.method == "POST" else request.GET).get("for", "")
    occasion = occasion_for(request.actor, key, now) if key else None
    form = NameForm(sent(request), initial={"owner": request.actor.id})
    if form.is_valid():
        try:
            said = form.cleaned_data
            made = actions.add_play(request.actor, name=said["name"], owner_id=said["owner"], written_for=key, at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            return redirect("plays:version", made.versions.get().pk)
    aims = [pair for pair in said_in_words(occasion.said, now) if pair[1] != "–"] if occasion else []
    context = {"form": form, "for": key, "occasion": occasion, "aims": aims}
    return render(request, "plays/new.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def change(request: SignedRequest, play_id: int) -> HttpResponseBase:
    """Call it otherwise, or give it to somebody else."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = queries.play_for(request.actor, play_id)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.change_play(
                request.actor, found.pk, name=said["name"], owner_id=said["owner"], at=datetime.now(UTC)
            )
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved.")
            return redirect("plays:play", found.pk)
    return _play_page(request, found.pk, form)


@require_POST
@signed_in
def begin(request: SignedRequest, play_id: int) -> HttpResponseBase:
    """Begin a new version."""
    request.actor.require(*KEEPERS, to=WRITE)
    made = actions.begin_version(request.actor, play_id, at=datetime.now(UTC))
    return redirect("plays:version", made.pk)


@require_POST
@signed_in
def retire(request: SignedRequest, version_id: int) -> HttpResponseBase:
    """Offer it no longer."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = actions.retire_version(request.actor, version_id, at=datetime.now(UTC))
    messages.success(request, "Retired. Where it is in use it stays.")
    return redirect("plays:play", found.play_id)


@require_safe
@signed_in
def document(request: SignedRequest, document_id: int) -> HttpResponseBase:
    """A file of a step, to be saved: never shown in a page, never run."""
    request.actor.require(*SEES_RECORDS, to=READ)
    found = queries.document_for(request.actor, document_id)
    path = files.path_of(found.key)
    name = f"{slugify(found.name) or 'document'}.{found.ending}"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@signed_in
def file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The library, one row for each step, as CSV or a workbook; the import of plays takes it as it is."""
    request.actor.require(*SEES_RECORDS, to=READ)
    if ending not in ("csv", "xlsx"):
        raise Missing("file")
    versions = export.library_of(request.actor)
    headers, rows = export.headers_of(versions), export.rows_of(versions)
    disposition = {"Content-Disposition": f'attachment; filename="plays-{local_day(datetime.now(UTC))}.{ending}"'}
    if ending == "csv":
        return StreamingHttpResponse(sheets.csv_lines(headers, rows), "text/csv; charset=utf-8", headers=disposition)
    sheet = sheets.Sheet("Plays", sheets.texts(*headers), rows, held=1)
    return HttpResponse(sheets.to_xlsx(sheet), WORKBOOK, headers=disposition)


def _play_page(request: SignedRequest, play_id: int, bound: NameForm | None = None) -> HttpResponseBase:
    found = queries.play_for(request.actor, play_id)
    now = datetime.now(UTC)
    versions = list(found.versions.all())
    counts = queries.may_know_of(request.actor, versions)
    shown = queries.version_for(request.actor, counts.pk) if counts else None
    worked, ended = results_of([found.pk]).get(found.pk, (0, 0))
    may_write = request.actor.has(*KEEPERS)
    return render(request, "plays/play.html", {
        "play": found, "version": shown, "steps": shown_steps(shown) if shown else [],
        "standing": desk.standing_of(shown, local_day(now)) if shown else "", "aims": aims_in_words(shown, now),
        "versions": versions, "draft": next((each for each in versions if each.state == State.DRAFT), None),
        "worked": worked, "ended": ended, "share": wilson(worked, ended) if ended >= ENOUGH else None,
        "said": _said_of(request, found.pk), "may_write": may_write,
        "form": bound or (NameForm(initial={"name": found.name, "owner": found.owner_id}) if may_write else None),
        "is_bound": bound is not None,
    }, status=422 if bound is not None else 200)  # fmt: skip


def _said_of(request: SignedRequest, play_id: int) -> list[PlayRun]:
    """What reps said of it, the latest first, of the sales that the reader may see."""
    runs = queries.runs_for(request.actor).filter(version__play=play_id, helped__isnull=False)
    return list(runs.select_related("helped_by", "opportunity").order_by("-helped_at", "-id")[:12])

"""The library: plays, their versions, steps and files."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import stage_name
from samebook.company.queries import local_day
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.estimates import wilson
from samebook.plays import actions, desk, files, queries
from samebook.plays.fitting import ENOUGH
from samebook.plays.forms import ForForm, NameForm, StepForm
from samebook.plays.languages import language_name
from samebook.plays.matching import results_of, words_at
from samebook.plays.merging import EXAMPLE, merged
from samebook.plays.models import PlayRun, PlayStep, PlayVersion
from samebook.plays.queries import SEES_DRAFTS
from samebook.plays.rules import KEEPERS, check_draft
from samebook.plays.terms import Kind, State
from samebook.ui.doors import SignedRequest, signed_in
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
    """Begin a play."""
    request.actor.require(*KEEPERS, to=WRITE)
    form = NameForm(sent(request), initial={"owner": request.actor.id})
    if form.is_valid():
        try:
            said = form.cleaned_data
            made = actions.add_play(request.actor, name=said["name"], owner_id=said["owner"], at=datetime.now(UTC))
        except Refused as refused:
            show(refused, form)
        else:
            return redirect("plays:version", made.versions.get().pk)
    return render(request, "plays/new.html", {"form": form}, status=422 if form.is_bound else 200)


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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def version(request: SignedRequest, version_id: int) -> HttpResponseBase:
    """A draft: what it is for, its steps; approved ones are read on the page of their play."""
    request.actor.require(*(KEEPERS if request.method == "POST" else SEES_DRAFTS), to="read and write drafts of plays")
    found = queries.version_for(request.actor, version_id)
    if found.state != State.DRAFT:
        if request.method == "POST":
            check_draft(found.state)
        return redirect("plays:play", found.play_id)
    now = datetime.now(UTC)
    form = ForForm(sent(request), version=found, at=now)
    if form.is_valid():
        try:
            actions.change_version(request.actor, found.pk, form.said(), at=now)
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved.")
            return redirect("plays:version", found.pk)
    return render(request, "plays/version.html", _version_context(request, found, now) | {"form": form},
                  status=422 if form.is_bound else 200)  # fmt: skip


@require_POST
@signed_in
def approve(request: SignedRequest, version_id: int) -> HttpResponseBase:
    """Approve a draft, or say on its page what it lacks."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = queries.version_for(request.actor, version_id)
    now = datetime.now(UTC)
    try:
        actions.approve_version(request.actor, found.pk, at=now)
    except Missing:
        raise
    except Refused as refused:
        context = _version_context(request, found, now) | {"form": ForForm(version=found, at=now), "refused": refused}
        return render(request, "plays/version.html", context, status=422)
    messages.success(request, "Approved. It is offered from now on; open stalls that it answers are offered it too.")
    return redirect("plays:play", found.play_id)


@require_POST
@signed_in
def retire(request: SignedRequest, version_id: int) -> HttpResponseBase:
    """Offer it no longer."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = actions.retire_version(request.actor, version_id, at=datetime.now(UTC))
    messages.success(request, "Retired. Where it is in use it goes on.")
    return redirect("plays:play", found.play_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_step(request: SignedRequest, version_id: int) -> HttpResponseBase:
    """Add a step to a draft."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = queries.version_for(request.actor, version_id)
    check_draft(found.state)
    return _step_page(request, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: SignedRequest, step_id: int) -> HttpResponseBase:
    """Write a step of a draft anew."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = _step_of(request, step_id)
    check_draft(found.version.state)
    return _step_page(request, queries.version_for(request.actor, found.version_id), found)


@require_POST
@signed_in
def remove_step(request: SignedRequest, step_id: int) -> HttpResponseBase:
    """Take a step out of a draft."""
    request.actor.require(*KEEPERS, to=WRITE)
    found = actions.remove_step(request.actor, step_id, at=datetime.now(UTC))
    messages.success(request, "Taken out.")
    return redirect("plays:version", found.pk)


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


def _step_of(request: SignedRequest, step_id: int) -> PlayStep:
    seen = queries.versions_for(request.actor).order_by().values("pk")
    found = PlayStep.objects.select_related("version", "document").filter(pk=step_id, version__in=seen).first()
    if found is None:
        raise Missing("step")
    return found


def _step_page(request: SignedRequest, of: PlayVersion, found: PlayStep | None) -> HttpResponseBase:
    form = StepForm(sent(request), request.FILES or None, languages=of.languages, step=found)
    if form.is_valid():
        now = datetime.now(UTC)
        try:
            if found is None:
                actions.add_step(request.actor, of.pk, form.said(), at=now, document=form.upload())
            else:
                actions.change_step(request.actor, found.pk, form.said(), at=now, document=form.upload())
        except Missing:
            raise
        except Refused as refused:
            show(Refused(refused.code, refused.message, form.field_of(refused.field)), form)
        else:
            messages.success(request, "Saved.")
            return redirect("plays:version", of.pk)
    context = {"version": of, "step": found, "form": form}
    return render(request, "plays/step.html", context, status=422 if form.is_bound else 200)


def _version_context(request: SignedRequest, found: PlayVersion, now: datetime) -> dict[str, Any]:
    return {
        "version": found,
        "steps": shown_steps(found),
        "may_write": request.actor.has(*KEEPERS),
        "languages": [language_name(code) for code in found.languages],
    }


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


def shown_steps(found: PlayVersion) -> list[dict[str, Any]]:
    """The steps with a preview of their e-mails, filled with an example."""
    return [
        {
            "step": step,
            "mails": [
                (language_name(code), merged(text["subject"], EXAMPLE), merged(text["body"], EXAMPLE))
                for code, text in sorted(step.texts.items())
            ]
            if step.kind == Kind.EMAIL
            else [],
        }
        for step in found.steps.all()
    ]


def aims_in_words(found: PlayVersion | None, now: datetime) -> list[tuple[str, str]]:
    """What a version is for, as (what, which)."""
    if found is None:
        return []
    words = words_at(now)

    def said(names: list[str], labels: Any, otherwise: str) -> str:
        return ", ".join(labels.get(name, name.replace("_", " ")) for name in names) or otherwise

    stages = ", ".join(stage_name(name) for name in found.named("on_stage"))
    return [
        ("Answers", said(found.causes, words.causes, "nothing yet")),
        ("For the role", said(found.roles, words.roles, "any")),
        ("In the decision", said(found.decisions, words.decisions, "both")),
        ("Segment", found.segment.replace("_", " ") or "every account"),
        ("Languages", said(found.languages, words.languages, "none yet")),
        ("Before any stall, on", stages or "–"),
        ("Before any stall, when the role comes", said(found.named("on_role"), words.roles, "–")),
    ]


def _said_of(request: SignedRequest, play_id: int) -> list[PlayRun]:
    """What reps said of it, the latest first, of the sales that the reader may see."""
    runs = queries.runs_for(request.actor).filter(version__play=play_id, helped__isnull=False)
    return list(runs.select_related("helped_by", "opportunity").order_by("-helped_at", "-id")[:12])

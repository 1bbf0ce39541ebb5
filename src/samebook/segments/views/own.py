"""Private segments written with the condition builder of the Book's forms."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from samebook.agreement import hooks
from samebook.agreement.editor.builder import State, built, meant, state_of, state_sent
from samebook.agreement.queries import InForce, in_force
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Missing, Refused
from samebook.segments import actions
from samebook.segments.building_own import OwnReading
from samebook.segments.definitions import PRIVATE
from samebook.segments.forms import SegmentForm
from samebook.segments.models import Segment
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

SECTION = "segments"
"""Whose fields the builder offers: those of the Book's own segments."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Write a private segment."""
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedRequest, key: str) -> HttpResponseBase:
    """Change an own one."""
    return _written(request, _own(request, key))


@require_POST
@signed_in
def delete(request: SignedRequest, key: str) -> HttpResponseBase:
    """Forget an own one, unless others build on it."""
    segment = _own(request, key)
    title = str(segment)
    try:
        actions.delete_segment(request.actor, segment.pk, at=datetime.now(UTC))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("segments:segment", key)
    messages.success(request, f"{title} is deleted.")
    return redirect("segments:segments")


@require_POST
@signed_in
def builder(request: SignedRequest, key: str = "") -> HttpResponseBase:
    """The builder after a pick, or only what the condition says so far, or how many meet it."""
    segment = _own(request, key) if key else None
    reading = _reading(request, segment)
    refused = None
    try:
        state = state_sent(request.POST, reading, SECTION)
    except Refused as why:
        refused = why
        state = state_of(reading, segment.condition if segment else "", SECTION)
    part = request.GET.get("part")
    if part == "count":
        expression = meant(state, reading, SECTION)
        found = hooks.match(request.actor, expression, reading.fields) if expression else None
        return render(request, "agreement/editor/count.html", {**_urls(segment), "matching": found})
    name = "reading" if part == "reading" else "built"
    page = built(state, reading, SECTION, refused if name == "built" else None)
    shown = render(request, f"agreement/editor/{name}.html", {**_urls(segment), **page, **WORDS})
    return trigger_client_event(shown, "condition-built", after="swap") if name == "built" else shown


WORDS = {"who_meets": "Whoever is in it must meet"}


def _written(request: SignedRequest, segment: Segment | None) -> HttpResponseBase:
    reading = _reading(request, segment)
    if request.method != "POST":
        form = SegmentForm(actor=request.actor, segment=segment)
        return _page(request, segment, form, reading, state_of(reading, segment.condition if segment else "", SECTION))
    form = SegmentForm(request.POST, actor=request.actor, segment=segment)
    state, problem = None, None
    try:
        state = state_sent(request.POST, reading, SECTION)
        if request.POST.get("act", "save") != "save":
            return _page(request, segment, form, reading, state, quiet=True)
        if form.is_valid():
            kept = _keep(request, segment, form, state.condition(reading.fields_for(SECTION)))
            messages.success(request, f"{kept} is kept and being counted.")
            return redirect("segments:segment", f"{PRIVATE}{kept.pk}")
    except Missing:
        raise
    except Refused as refused:
        problem = refused
        if (refused.field or "") in form.fields:
            show(refused, form)
    state = state or state_of(reading, segment.condition if segment else "", SECTION)
    return _page(request, segment, form, reading, state, refused=problem)


def _keep(request: SignedRequest, segment: Segment | None, form: SegmentForm, condition: str) -> Segment:
    now, values = datetime.now(UTC), form.values()
    if segment is None:
        return actions.make_segment(request.actor, condition=condition, at=now, **values)
    return actions.change_segment(request.actor, segment.pk, condition=condition, at=now, **values)


def _page(
    request: SignedRequest,
    segment: Segment | None,
    form: SegmentForm,
    reading: OwnReading,
    state: State,
    *,
    refused: Refused | None = None,
    quiet: bool = False,
) -> HttpResponseBase:
    if refused is not None and refused.field in ("condition", None):
        refused = Refused(refused.code, refused.message, "when")
    page: dict[str, Any] = {"form": form, "segment": segment, "key": f"{PRIVATE}{segment.pk}" if segment else ""}
    page |= {
        **_urls(segment),
        **built(state, reading, SECTION, refused),
        **WORDS,
        "quiet": quiet,
        "called": str(segment or ""),
    }
    return render(request, "segments/own.html", page, status=422 if form.is_bound and not quiet else 200)


def _urls(segment: Segment | None) -> dict[str, str]:
    if segment is None:
        return {"builder_url": reverse("segments:new_builder")}
    return {"builder_url": reverse("segments:builder", args=[f"{PRIVATE}{segment.pk}"])}


def _own(request: SignedRequest, key: str) -> Segment:
    number = key.removeprefix(PRIVATE)
    if not key.startswith(PRIVATE) or not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Missing("segment")
    return actions.own_segment(request.actor, int(number))


def _reading(request: SignedRequest, segment: Segment | None) -> OwnReading:
    request.actor.require(*SEES_RECORDS, to="keep segments of your own")
    current: InForce | None = in_force(datetime.now(UTC))
    if current is None:
        message = (
            "No edition is in force yet, so there are no fields to speak of; a segment can be written once one is."
        )
        raise Refused("segments.no_edition", message)
    return OwnReading(current, request.actor.id or 0, segment.name if segment else "")

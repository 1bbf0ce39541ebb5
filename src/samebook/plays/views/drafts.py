"""Drafts of plays: what one is for, its steps, approving it."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions, queries
from samebook.plays.completeness import lacks
from samebook.plays.forms import ForForm, StepForm
from samebook.plays.languages import language_name
from samebook.plays.models import PlayStep, PlayVersion
from samebook.plays.occasions import shown_occasion
from samebook.plays.queries import SEES_DRAFTS
from samebook.plays.rules import KEEPERS, check_draft
from samebook.plays.shown import shown_steps
from samebook.plays.terms import State
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show

WRITE = "write plays"


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
        form = ForForm(version=found, at=now, as_kept=True)
        for each in lacks(found, now) or [refused]:
            show(each, form)
        return render(
            request,
            "plays/version.html",
            _version_context(request, found, now) | {"form": form, "is_approval": True},
            status=422,
        )
    messages.success(request, "Approved. It is offered from now on; open stalls that it answers are offered it too.")
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
    found = queries.step_for(request.actor, step_id)
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
        "occasion": shown_occasion(request.actor, found.play.written_for, now) if found.number == 1 else None,
    }

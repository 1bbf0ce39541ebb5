"""Plays in use: starting one, its page, its acts and those of its steps."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunity_for
from samebook.kernel.access import SEES_RECORDS, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions, desk, queries
from samebook.plays.actions.base import works_on
from samebook.plays.fitting import language_for
from samebook.plays.forms import HelpedForm, ReasonForm, RewordForm, StartForm, StepDoneForm
from samebook.plays.languages import usual_in
from samebook.plays.matching import words_at
from samebook.plays.models import PlayRun, PlayVersion, RunStep
from samebook.plays.preparing import prepared, to_write_to
from samebook.plays.rules import STARTERS, had_its_time, may_perform
from samebook.plays.terms import Kind, StepState
from samebook.stalls.queries import stall_for
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import record_in, sent, show

SEE = "see plays in use"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """What a play would do here, with its e-mails as they would go out; and the one button that starts it.

    Whoever chooses another language or person sees the e-mails anew before it starts. The address names the version
    (``version``) and, where there is one, the stall (``stall``).
    """
    request.actor.require(*STARTERS, to="start a play")
    found = opportunity_for(request.actor, opportunity_id)
    now = datetime.now(UTC)
    said = request.POST if request.method == "POST" else request.GET
    version = queries.version_for(request.actor, record_in(said, "version") or 0)
    stall = stall_for(request.actor, key) if (key := record_in(said, "stall")) else None
    people = to_write_to(found, now, first=stall.person if stall else None)
    has_mails = any(step.kind == Kind.EMAIL for step in version.steps.all())
    languages = _usual_first(version, found)
    form = StartForm(sent(request), languages=languages, people=people, has_mails=has_mails)
    person, language = next(iter(people), None), next(iter(languages), "")
    if form.is_valid():
        person = next((each for each in people if each.pk == form.arguments()["person_id"]), person)
        language = form.arguments()["language"] or language
    shown = f"{language}:{person.pk if person else ''}"
    is_another = form.is_valid() and request.POST.get("shown", shown) != shown
    if form.is_valid() and not is_another:
        try:
            run = actions.start_run(
                request.actor, found.pk, version_id=version.pk, stall_id=stall.pk if stall else None, at=now,
                **form.arguments(),
            )  # fmt: skip
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            return _started(request, run)
    return render(
        request,
        "plays/start.html",
        _preview(found, version, person, language, now)
        | {
            "stall": stall,
            "form": form,
            "approves": works_on(request.actor, found),
            "shown": shown,
            "is_another": is_another,
        },
        status=422 if form.is_bound and not is_another else 200,
    )


@require_safe
@signed_in
def run(request: SignedRequest, run_id: int) -> HttpResponseBase:
    """One play in use: its steps, and what the reader may do about them."""
    request.actor.require(*SEES_RECORDS, to=SEE)
    return _page(request, queries.run_for(request.actor, run_id))


@require_POST
@signed_in
def act(request: SignedRequest, run_id: int, act: str) -> HttpResponseBase:
    """Take it up, approve it, do without it, stop it, say whether it helped."""
    request.actor.require(*STARTERS, to="use plays")
    if act not in ACTS:
        raise Http404
    found = queries.run_for(request.actor, run_id)
    make, do, said = ACTS[act]
    form = make(request.POST)
    if form.is_valid():
        try:
            done = do(request.actor, found.pk, at=datetime.now(UTC), **form.cleaned_data)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            if act == "start":
                return _started(request, done)
            messages.success(request, said)
            return _back(request, done, act)
    return _page(request, found, bound=form, act=act)


@require_POST
@signed_in
def step_act(request: SignedRequest, step_id: int, act: str) -> HttpResponseBase:
    """Perform a step, skip it, or reword its e-mail."""
    request.actor.require(*STARTERS, to="use plays")
    if act not in STEP_ACTS:
        raise Http404
    step = queries.run_step_for(request.actor, step_id)
    make, do, said = STEP_ACTS[act]
    documents = actions.may_go_with(queries.run_for(request.actor, step.run_id), datetime.now(UTC))
    form = RewordForm(request.POST, documents=documents) if act == "reword" else make(request.POST)
    if form.is_valid():
        try:
            done = do(request.actor, step.pk, at=datetime.now(UTC), **form.cleaned_data)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "It is in the outbox." if act == "do" and done.mail_id else said)
            return _back(request, queries.run_for(request.actor, done.run_id))
    return _page(request, queries.run_for(request.actor, step.run_id), bound=form, act=act, step_id=step.pk)


class NoForm(django_forms.Form):
    """An act that needs nothing entered."""


ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., PlayRun], str]] = {
    "start": (NoForm, actions.take_up, ""),
    "approve": (NoForm, actions.approve_run, "Approved. Marketing and telesales go on in your name."),
    "decline": (ReasonForm, actions.decline_run, "Done without."),
    "stop": (ReasonForm, actions.stop_run, "Stopped."),
    "helped": (HelpedForm, actions.say_helped, "Its maker is told."),
}
PARTS_OF_TODAY = {"start": "offered-plays-h", "approve": "approve-plays-h", "helped": "judge-plays-h"}
"""Where on Today each act is offered: the next of its kind stands there."""
STEP_ACTS: dict[str, tuple[type[django_forms.Form], Callable[..., RunStep], str]] = {
    "do": (StepDoneForm, actions.do_step, "Noted as done."),
    "skip": (ReasonForm, actions.skip_step, "Skipped."),
    "reword": (RewordForm, actions.reword, "Reworded."),
}


def _started(request: SignedRequest, done: PlayRun) -> HttpResponseBase:
    words = "Started, and approved by you." if done.approved_at else "Started. The rep is asked to approve it."
    messages.success(request, words)
    return _back(request, done, "start")


def _back(request: SignedRequest, done: PlayRun, act: str = "") -> HttpResponseBase:
    """Where it came from: its part of Today, the opportunity, or the page of the run."""
    match request.POST.get("from"):
        case "today":
            return redirect(f"{reverse('web:today')}#{PARTS_OF_TODAY.get(act, '')}".rstrip("#"))
        case "opportunity":
            return redirect(f"{reverse('buying:opportunity', args=[done.opportunity_id])}#plays-h")
    return redirect("plays:run", done.pk)


def _usual_first(version: PlayVersion, found: Opportunity) -> list[str]:
    """The languages of a play, the one that is offered at this customer first."""
    country = found.account.country if found.account else ""
    usual = language_for(frozenset(version.languages), usual_in(country))
    return sorted(version.languages, key=lambda code: code != usual)


def _preview(
    found: Opportunity, version: PlayVersion, person: Person | None, language: str, now: datetime
) -> dict[str, Any]:
    """The page before starting, with the e-mails as they would go out to whom they would go."""
    context: dict[str, Any] = {"opportunity": found, "version": version}
    try:
        return context | {"steps": prepared(version, found, person, language, at=now)}
    except Refused as refused:
        return context | {"steps": [], "cannot": refused.message}


def _as_worded(step: RunStep) -> dict[str, Any]:
    attached = [each.pk for each in step.attached.all()]
    return {"subject": step.subject, "body": step.body, "attached": attached}


def _page(
    request: SignedRequest, found: PlayRun, *, bound: Any = None, act: str = "", step_id: int | None = None
) -> HttpResponseBase:
    now = datetime.now(UTC)
    actor, opportunity = request.actor, found.opportunity
    helps = works_on(actor, opportunity)
    documents = actions.may_go_with(found, now) if found.ended_at is None else []
    steps = list(queries.steps_of(found))
    lines = [
        {
            "step": step,
            "attached": [*step.attached.all()],
            "may": found.is_running and step.state == StepState.OPEN
            and may_perform(actor, step.performer, works_on_it=helps),
            "may_reword": helps and step.state == StepState.OPEN and bool(step.body) and found.ended_at is None,
            "reword": bound if act == "reword" and step_id == step.pk
            else RewordForm(documents=documents, initial=_as_worded(step), auto_id=f"reword-{step.pk}-%s"),
            "is_late": step.state == StepState.OPEN and step.due_at is not None and step.due_at < now,
        }
        for step in steps
    ]  # fmt: skip
    return render(
        request,
        "plays/run.html",
        {
            "run": found, "lines": lines, "now": now, "helps": helps and actor.id is not None,
            "may_start": found.waits_for_start and (helps or actor.has(Role.MARKETING, Role.TELESALES)),
            "may_stop": found.is_running and (helps or actor.has(Role.MARKETING, Role.TELESALES)),
            "asks": found.helped is not None or had_its_time(
                ended_at=found.ended_at, stall_ended_at=found.stall.closed_at if found.stall else None, now=now,
                open_until=[step.due_at for step in steps if step.state == StepState.OPEN],
            ),
            "occasion": desk.occasion_of(found, words_at(now)), "bound": bound, "act": act, "of_step": step_id,
        },
        status=422 if bound is not None else 200,
    )  # fmt: skip

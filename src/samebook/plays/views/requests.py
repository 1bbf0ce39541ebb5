"""Plays that sales asks for: the list, asking, answering."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.buying.queries import opportunity_for
from samebook.company.queries import the_company
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions, desk, queries
from samebook.plays.forms import AnswerForm, AskForm, ReasonForm
from samebook.plays.matching import words_at
from samebook.plays.models import PlayRequest
from samebook.plays.occasions import key_of
from samebook.plays.rules import ASKERS, KEEPERS
from samebook.plays.terms import Asked
from samebook.stalls.queries import stall_for
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import record_in, sent, show

ENDED = 25


@require_safe
@signed_in
def requests(request: SignedRequest) -> HttpResponseBase:
    """What sales asks for, the largest value that stands still first."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedRequest) -> HttpResponseBase:
    """Ask for a play; the address may name the opportunity (``of``) and the stall (``stall``) it is about."""
    request.actor.require(*ASKERS, to="ask for a play")
    now = datetime.now(UTC)
    said = request.POST if request.method == "POST" else request.GET
    stall = stall_for(request.actor, key) if (key := record_in(said, "stall")) else None
    of = record_in(said, "of") or (stall.opportunity_id if stall else None)
    opportunity = opportunity_for(request.actor, of) if of else None
    form = AskForm(sent(request), at=now, initial={"cause": stall.cause if stall else ""})
    if form.is_valid():
        try:
            actions.ask_for_play(
                request.actor, **form.cleaned_data, opportunity_id=opportunity.pk if opportunity else None,
                stall_id=stall.pk if stall else None, at=now,
            )  # fmt: skip
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Marketing is asked.")
            if opportunity is None:
                return redirect("plays:requests")
            return redirect(f"{reverse('buying:opportunity', args=[opportunity.pk])}#plays-h")
    context = {"form": form, "opportunity": opportunity, "stall": stall}
    return render(request, "plays/ask.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def act(request: SignedRequest, request_id: int, act: str) -> HttpResponseBase:
    """Answer a request with a play, or decline it."""
    request.actor.require(*KEEPERS, to="answer requests for plays")
    found = queries.request_for(request.actor, request_id)
    now = datetime.now(UTC)
    if act == "answer":
        form: AnswerForm | ReasonForm = AnswerForm(request.POST, plays=queries.plays_answering(found.cause))
    elif act == "decline":
        form = ReasonForm(request.POST)
    else:
        raise Http404
    if form.is_valid():
        said = form.cleaned_data
        try:
            if act == "answer":
                actions.answer_request(request.actor, found.pk, play_id=said["play"], answer=said["answer"], at=now)
            else:
                actions.decline_request(request.actor, found.pk, reason=said["reason"], at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Who asked sees it on their list.")
            return redirect("plays:requests")
    problem = next((str(each) for errors in form.errors.values() for each in errors), "")
    return _page(request, problem=problem)


def _page(request: SignedRequest, problem: str = "") -> HttpResponseBase:
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*SEES_RECORDS, to="see requests for plays")
    may_answer, words = actor.has(*KEEPERS), words_at(now)
    company = the_company()
    drafts = queries.drafts_for_requests(actor) if may_answer else {}
    lines = [
        {
            "one": each, "form": _answer(each.request) if may_answer else None, "key": key_of(each.request),
            "draft": drafts.get(key_of(each.request)),
        }
        for each in desk.wanted(actor, now)
    ]  # fmt: skip
    ended = queries.requests_for(actor).exclude(state=Asked.OPEN).order_by("-ended_at", "-id")[:ENDED]
    return render(
        request,
        "plays/requests.html",
        {
            "lines": lines, "now": now, "may_answer": may_answer, "may_ask": actor.has(*ASKERS), "problem": problem,
            "currency": company.currency if company else "",
            "ended": [(each, words.causes.get(each.cause, each.cause)) for each in ended],
        },
        status=422 if problem else 200,
    )  # fmt: skip


def _answer(asked: PlayRequest) -> AnswerForm:
    """The form beside a request, with names of its own among the others of the page."""
    return AnswerForm(plays=queries.plays_answering(asked.cause), auto_id=f"answer-{asked.pk}-%s")

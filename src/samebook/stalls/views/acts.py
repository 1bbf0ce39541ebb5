"""What is done about stalls: one address for each act, one action behind it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from samebook.buying.queries import opportunity_for
from samebook.buying.rules import MAY_SELL
from samebook.kernel.refusals import Missing, Refused
from samebook.stalls import actions
from samebook.stalls.forms import ConfirmForm, EndForm, MeetingForm, StallForm
from samebook.stalls.queries import proposals_for, stall_for
from samebook.stalls.wording import cause_labels
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

BACK_TO = ("owner", "pipeline")
"""What a board is narrowed by; nothing else of an address is taken back to it."""


@require_POST
@signed_in
def open_stall(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Say that it stands still, from its page or from the board."""
    request.actor.require(*MAY_SELL, to="change an opportunity")
    opportunity_for(request.actor, opportunity_id)
    return _done(request, StallForm(request.POST), actions.open_stall, opportunity_id, opportunity_id, "It is noted.")


@require_POST
@signed_in
def meeting(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Note that a meeting was put off."""
    request.actor.require(*MAY_SELL, to="change an opportunity")
    opportunity_for(request.actor, opportunity_id)
    said = "The meeting that was put off is noted."
    return _done(request, MeetingForm(request.POST), actions.note_moved_meeting, opportunity_id, opportunity_id, said)


@require_POST
@signed_in
def end(request: SignedRequest, stall_id: int) -> HttpResponseBase:
    """Say what ended it."""
    request.actor.require(*MAY_SELL, to="change an opportunity")
    found = stall_for(request.actor, stall_id)
    said = "The stall has ended."
    return _done(request, EndForm(request.POST), actions.close_stall, stall_id, found.opportunity_id, said)


@require_POST
@signed_in
def confirm(request: SignedRequest, proposal_id: int) -> HttpResponseBase:
    """It has stalled indeed."""
    found = _proposed(request, proposal_id)
    said = "Confirmed: it stands still."
    return _done(request, ConfirmForm(request.POST), actions.confirm_proposal, proposal_id, found, said)


@require_POST
@signed_in
def wave_off(request: SignedRequest, proposal_id: int) -> HttpResponseBase:
    """It has not stalled."""
    found = _proposed(request, proposal_id)
    actions.wave_off(request.actor, proposal_id, at=datetime.now(UTC))
    messages.success(request, "Waved off; this is not proposed again.")
    return _back(request, found)


def _proposed(request: SignedRequest, proposal_id: int) -> int:
    request.actor.require(*MAY_SELL, to="change an opportunity")
    found = proposals_for(request.actor, answered=True).filter(pk=proposal_id).first()
    if found is None:
        raise Missing("proposal")
    return found.opportunity_id


def _done(  # noqa: PLR0917 (private)
    request: SignedRequest, form: Any, act: Callable[..., object], record_id: int, opportunity_id: int, said: str
) -> HttpResponseBase:
    """Do it, or show why not, with what was entered and the causes to choose from."""
    now = datetime.now(UTC)
    if form.is_valid():
        try:
            act(request.actor, record_id, at=now, **form.arguments())
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, said)
            return _back(request, opportunity_id)
    back = reverse("buying:opportunity", args=[opportunity_id])
    known = {
        "form": form,
        "back": back,
        "causes": cause_labels(now),
        "sale": opportunity_for(request.actor, opportunity_id),
    }
    return render(request, "stalls/refused.html", known, status=422)


def _back(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Where it came from: the board as it was narrowed, the proposals of Today or of the list, or the sale's page."""
    match request.POST.get("from"):
        case "board":
            query = QueryDict(request.POST.get("query", "").lstrip("?")[:200])
            kept = QueryDict(mutable=True)
            kept.update({name: query[name] for name in BACK_TO if query.get(name)})
            return redirect(f"{reverse('buying:board')}{'?' if kept else ''}{kept.urlencode()}")
        case "today":
            return redirect(f"{reverse('web:today')}#signs-h")
        case "list":
            return redirect(f"{reverse('stalls:list')}#signs-h")
    return redirect(f"{reverse('buying:opportunity', args=[opportunity_id])}#stalls-h")

"""What works: curves with and without a play, and offers by lot with what they say."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.kernel.access import INSIDE, SEES_ALL, Actor
from samebook.kernel.refusals import Refused
from samebook.numbers import refresh
from samebook.numbers.days_saved import named
from samebook.plays.effects.actions import KEEPERS, plan_lot, stop_lot
from samebook.plays.effects.foreseeing import foresee
from samebook.plays.effects.forms import LotForm, StopForm
from samebook.plays.effects.queries import lot_for, lots_for, plays_to_draw, state_at
from samebook.plays.effects.readouts import readout
from samebook.plays.effects.showing import arms_of, fixed, parts_for
from samebook.plays.effects.terms import State
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import made, sent

MOST_LOTS = 50
MOST_PLAYS = 500


@require_safe
@signed_in
def what_works(request: SignedRequest) -> HttpResponseBase:
    """Days saved as observed, and what was drawn by lot."""
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*INSIDE, to="read what works")
    parts = parts_for(actor, at=now)
    if any(part.given is None for part in parts):
        refresh.ask_when_stale(now)
    lots = [{"lot": each, "state": state_at(each, now)} for each in lots_for(actor)[:MOST_LOTS]]
    return render(request, "plays_effects/what_works.html", {
        "parts": parts, "lots": lots, "may_read_lots": actor.has(*SEES_ALL), "may_draw": actor.has(*KEEPERS),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def new_lot(request: SignedRequest) -> HttpResponseBase:
    """Fix a lot; stalls are drawn from now on."""
    actor = request.actor
    actor.require(*KEEPERS, to="draw offers by lot")
    form = LotForm(sent(request), plays=list(plays_to_draw()[:MOST_PLAYS]))
    only_looks = "look" in request.POST
    if not only_looks and (kept := made(form, lambda: plan_lot(actor, form.values(), at=datetime.now(UTC)))):
        messages.success(request, "From now on each stall is drawn when it is opened.")
        return redirect("plays_effects:lot", kept.pk)
    page = {"form": form, **_forecast(actor, form)}
    refused = form.is_bound and not only_looks
    return render(request, "plays_effects/lot_new.html", page, status=422 if refused else 200)


@require_POST
@signed_in
def forecast(request: SignedRequest) -> HttpResponseBase:
    """What a lot of the numbers in the form could see; nothing is kept."""
    actor = request.actor
    actor.require(*KEEPERS, to="draw offers by lot")
    form = LotForm(request.POST, plays=list(plays_to_draw()[:MOST_PLAYS]))
    return render(request, "plays_effects/parts/forecast.html", _forecast(actor, form))


@require_safe
@signed_in
def lot(request: SignedRequest, lot_id: int) -> HttpResponseBase:
    """One, with what it says so far."""
    return _page(request, lot_id, StopForm())


@require_POST
@signed_in
def stop(request: SignedRequest, lot_id: int) -> HttpResponseBase:
    """Draw no more stalls."""
    actor = request.actor
    actor.require(*KEEPERS, to="stop a lot")
    lot_for(actor, lot_id)
    form = StopForm(request.POST)
    if not form.is_valid():
        return _page(request, lot_id, form, status=422)
    stop_lot(actor, lot_id, reason=form.cleaned_data["reason"], at=datetime.now(UTC))
    messages.success(request, "No more stalls are drawn. Those that were are followed to the horizon.")
    return redirect("plays_effects:lot", lot_id)


def _forecast(actor: Actor, form: LotForm) -> dict[str, Any]:
    """What it could see, or why that is not said."""
    lot = form.numbers()
    if lot is None:
        return {"unforeseen": "What it could see is said as soon as the numbers can be read."}
    try:
        return {"foreseen": foresee(actor, lot)}
    except Refused as refused:
        return {"unforeseen": refused.message}


def _page(request: SignedRequest, lot_id: int, form: StopForm, *, status: int = 200) -> HttpResponseBase:
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*SEES_ALL, to="read offers by lot")
    found = lot_for(actor, lot_id)
    state = state_at(found, now)
    page: dict[str, Any] = {
        "lot": found, "state": state, "fixed": fixed(found), "form": form,
        "may_stop": actor.has(*KEEPERS) and state == State.DRAWING,
    }  # fmt: skip
    try:
        read = readout(actor, lot_id, at=now)
    except Refused as refused:
        page["nothing"] = refused.message
    else:
        title, saved = named(read.found.saved)
        page |= {
            "read": read, "saved_title": title, "saved": saved, "arms": arms_of(read),
            "is_interim": read.state != State.ENDED,
        }  # fmt: skip
    return render(request, "plays_effects/lot.html", page, status=status)

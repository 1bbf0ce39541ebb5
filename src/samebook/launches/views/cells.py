"""One cell: whether it is required, what covers it, and what would."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions
from samebook.launches.forms import CellForm
from samebook.launches.grid import Stood, grid_of, place_of
from samebook.launches.models import Cell, Launch
from samebook.launches.queries import cell_of
from samebook.launches.rules import PLANNING, check_is_planned
from samebook.launches.shown import place_in_words
from samebook.launches.terms import NO_CAUSE, Standing
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.plays.actions.asking import ask_for_play
from samebook.plays.models import PlayRequest
from samebook.plays.queries import requests_for
from samebook.plays.rules import ASKERS, KEEPERS
from samebook.plays.terms import Asked
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show


@require_http_methods(GET_OR_POST)
@signed_in
def cell(request: SignedRequest, launch_id: int, cell_id: int) -> HttpResponseBase:
    """Look at a cell, or say whether it is required."""
    if request.method == "POST":
        request.actor.require(*PLANNING, to="say which cells a launch requires")
    launch = opened(request, launch_id)
    found = cell_of(launch, cell_id)
    form = CellForm(request.POST if request.method == "POST" else None, cell=found)
    if request.method == "POST":
        check_is_planned(launch.state)
        if form.is_valid():
            said = {cell_id: (form.cleaned_data["required"] == "yes", form.cleaned_data["because"])}
            try:
                actions.decide_cells(request.actor, launch_id, said, at=datetime.now(UTC))
            except Missing:
                raise
            except Refused as refused:
                show(refused, form)
            else:
                messages.success(request, "Kept.")
                return redirect("launches:cell", launch_id, cell_id)
    return render(
        request, "launches/cell.html", _page(request, launch, found, form), status=422 if form.errors else 200
    )


@require_POST
@signed_in
def ask(request: SignedRequest, launch_id: int, cell_id: int) -> HttpResponseBase:
    """Ask marketing for a play that covers the cell."""
    request.actor.require(*ASKERS, to="ask for a play")
    launch = opened(request, launch_id)
    found = cell_of(launch, cell_id)
    if found.cause == NO_CAUSE:
        raise Refused("launches.no_cause", "A play is asked for against a cause; before any stall attach a document.")
    page = frame(request, launch, "launch")
    why = f"The launch of {launch.product} needs it: {place_in_words(place_of(found), page['axes'])}."
    ask_for_play(request.actor, cause=found.cause, role=found.role, why=why, at=page["now"])
    messages.success(request, "Marketing is asked for a play.")
    return redirect("launches:cell", launch_id, cell_id)


def _page(request: SignedRequest, launch: Launch, found: Cell, form: CellForm) -> dict[str, Any]:
    page = frame(request, launch, "launch")
    stood = next((each for each in grid_of(launch, day=page["day"]).cells if each.cell.pk == found.pk), None)
    if stood is None:
        raise Missing("cell")
    is_gap = stood.standing in (Standing.GAP, Standing.SIGNED)
    against = found.cause != NO_CAUSE
    return page | {
        "stood": stood,
        "called": place_in_words(stood.place, page["axes"]),
        "form": form,
        "covers": [(by, _url(by.kind, by.id, launch), "") for by in stood.covering.by]
        + [(by, _url(by.kind, by.id, launch), fault) for by, fault in stood.covering.faults],
        "asked": _asked(request.actor, found) if against else [],
        "may_ask": is_gap and against and request.actor.has(*ASKERS) and request.actor.id is not None,
        "may_write": is_gap and against and request.actor.has(*KEEPERS),
        "attach_url": f"{reverse('launches:documents', args=[launch.pk])}?cell={found.pk}#attach-h",
        "sign_url": f"{reverse('launches:sign', args=[launch.pk])}?cell={found.pk}",
        "is_gap": is_gap,
        "is_open_gap": stood.standing is Standing.GAP,
        "lost": _lost(stood),
    }


def _asked(actor: Actor, cell: Cell) -> list[PlayRequest]:
    """Requests for plays of this cause and role that wait, of those that the reader may see; five at most."""
    waiting = requests_for(actor).filter(cause=cell.cause, role__in=["", cell.role], state=Asked.OPEN)
    return list(waiting.order_by("asked_at", "id")[:5])


def _url(kind: str, key: int, launch: Launch) -> str:
    if kind == "document":
        return f"{reverse('launches:documents', args=[launch.pk])}#document-{key}"
    return reverse("plays:play", args=[key])


def _lost(stood: Stood) -> str:
    """What to say of a cell that was covered once."""
    return "It was covered before, and is not now." if stood.has_lost else ""

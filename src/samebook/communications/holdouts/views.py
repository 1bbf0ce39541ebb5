"""The hold-outs, planning one, and one of them read out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.communications.actions import KEEPERS
from samebook.communications.holdouts.actions import cancel_holdout, note_list_taken, plan_holdout
from samebook.communications.holdouts.forms import CancelForm, HoldoutForm
from samebook.communications.holdouts.queries import accounts_in, holdout_for, holdouts_for, people_in, state_at
from samebook.communications.holdouts.readouts import readout
from samebook.communications.holdouts.showing import arms_of, fixed, points_of
from samebook.communications.holdouts.terms import Aim, Arm, Lot, State
from samebook.communications.queries import communications_for
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Refused
from samebook.kernel.sheets import Cell, csv_lines
from samebook.segments.definitions import definitions_for
from samebook.segments.terms import Kind
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import made, sent
from samebook.ui.paging import order_of, page_of

TITLES = ("Account", "External id", "Id", "E-mail")


@require_safe
@signed_in
def holdouts(request: SignedRequest) -> HttpResponseBase:
    """Every hold-out, the latest first."""
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*SEES_ALL, to="read hold-outs")
    orders = {"starts": ("starts_on", "id"), "name": ("name", "id")}
    page = page_of(holdouts_for(actor), order_of(request.GET.get("sort"), orders, default="-starts"), request.GET)
    rows = [{"holdout": each, "state": state_at(each, now), "aim": Aim(each.aim).label} for each in page.rows]
    return render(
        request, "communications/holdouts.html", {"page": page, "rows": rows, "may_plan": actor.has(*KEEPERS)}
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Plan one: lots are drawn at once."""
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*KEEPERS, to="plan hold-outs")
    form = HoldoutForm(
        sent(request),
        communications=list(communications_for(actor)[:500]),
        segments=_segments(actor, now),
    )
    if kept := made(form, lambda: plan_holdout(actor, form.values(), at=now)):
        messages.success(request, "The lots are drawn. Take out the list of whom not to send to.")
        return redirect("holdouts:holdout", kept.pk)
    return render(request, "communications/holdout_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def holdout(request: SignedRequest, holdout_id: int) -> HttpResponseBase:
    """One, with what it says so far."""
    return _page(request, holdout_id, CancelForm())


@require_POST
@signed_in
def cancel(request: SignedRequest, holdout_id: int) -> HttpResponseBase:
    """Call one off before it begins."""
    actor = request.actor
    actor.require(*KEEPERS, to="cancel hold-outs")
    holdout_for(actor, holdout_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, holdout_id, form, status=422)
    cancel_holdout(actor, holdout_id, reason=form.cleaned_data["reason"], at=datetime.now(UTC))
    messages.success(request, "It is cancelled, and stays on record.")
    return redirect("holdouts:holdout", holdout_id)


@require_safe
@signed_in
def held_out_file(request: SignedRequest, holdout_id: int) -> HttpResponseBase:
    """Whom not to send to: the held-out accounts with the people there, as CSV."""
    actor = request.actor
    found = note_list_taken(actor, holdout_id, at=datetime.now(UTC))
    headers = {"Content-Disposition": f'attachment; filename="do-not-send-{found.code}.csv"'}
    return StreamingHttpResponse(
        csv_lines(TITLES, _lines(actor, holdout_id)), "text/csv; charset=utf-8", headers=headers
    )


def _page(request: SignedRequest, holdout_id: int, form: CancelForm, *, status: int = 200) -> HttpResponseBase:
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*SEES_ALL, to="read hold-outs")
    found = holdout_for(actor, holdout_id)
    state = state_at(found, now)
    page: dict[str, Any] = {
        "holdout": found,
        "state": state,
        "aim": Aim(found.aim).label,
        "fixed": fixed(found),
        "is_imported": found.lot == Lot.IMPORTED,
        "form": form,
        "may_cancel": actor.has(*KEEPERS) and state == State.PLANNED,
        "may_take": actor.has(*KEEPERS) and state != State.CANCELLED,
    }
    try:
        read = readout(actor, holdout_id, at=now)
    except Refused as refused:
        page["nothing"] = refused.message
    else:
        page |= {
            "read": read,
            "says": points_of(read),
            "state": read.state,
            "arms": arms_of(read),
            "is_interim": read.state != State.ENDED,
        }
    return render(request, "communications/holdout.html", page, status=status)


def _segments(actor: Actor, now: datetime) -> list[tuple[str, str]]:
    return [(each.key, each.title) for each in definitions_for(actor, at=now) if each.kind == Kind.ACCOUNT]


def _lines(actor: Actor, holdout_id: int) -> Iterator[list[Cell]]:
    """A line for each person at a held-out account, or one without a person."""
    people = people_in(actor, holdout_id, Arm.HELD_OUT)
    for row in accounts_in(actor, holdout_id, Arm.HELD_OUT):
        for email in people.get(row.account_id, [""]):
            yield [row.account.name, row.account.external_id or None, row.account_id, email or None]

"""What is done about an opportunity: one address for each act, one action behind it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from samebook.buying import actions, queries
from samebook.buying.forms.acts import FORMS
from samebook.buying.rules import MAY_SELL, check_is_open, check_may_work_on
from samebook.buying.views.lists import board_context
from samebook.buying.views.opportunity import context_of
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

ACTIONS: dict[str, Callable[..., Any]] = {
    "change": actions.change_opportunity,
    "people": actions.name_people,
    "won": actions.close_won,
    "lost": actions.close_lost,
}
SAID = {
    "change": "Saved.",
    "people": "Who takes part is kept.",
    "won": "Won. The account is a customer.",
    "lost": "Closed as lost.",
}


@require_POST
@signed_in
def move(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Move it to another stage, from its page or from the board; htmx gets the board as it is now."""
    moved = actions.move_to_stage(
        request.actor, opportunity_id, stage=request.POST.get("stage", ""), at=datetime.now(UTC)
    )
    messages.success(request, f"{moved.name} is at {moved.stage_name.lower()} now.")
    if request.htmx:
        return render(request, "buying/parts/board.html", board_context(request))
    if request.POST.get("from") == "board":
        return redirect("buying:board")
    return redirect("buying:opportunity", opportunity_id)


@require_POST
@signed_in
def act(request: SignedRequest, opportunity_id: int, act: str) -> HttpResponseBase:
    """Do it, or show at its field why not."""
    if act not in ACTIONS:
        raise Http404
    request.actor.require(*MAY_SELL, to="change an opportunity")
    now = datetime.now(UTC)
    found = queries.opportunity_for(request.actor, opportunity_id)
    check_may_work_on(request.actor, owner_id=found.owner_id)
    check_is_open(found.outcome)
    form = FORMS[act](request.POST, opportunity=found, at=now)
    if form.is_valid():
        try:
            ACTIONS[act](request.actor, opportunity_id, **form.arguments(), at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, SAID[act])
            return redirect("buying:opportunity", opportunity_id)
    return render(request, "buying/opportunity.html", context_of(request, found, now, bound=form), status=422)

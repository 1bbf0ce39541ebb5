"""What is done about an opportunity: one address for each act, one action behind it."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from samebook.buying import actions, queries
from samebook.buying.dossier import OpportunityFile
from samebook.buying.forms import ONCE_CLOSED, WHILE_OPEN
from samebook.buying.models import Opportunity
from samebook.buying.rules import MAY_SELL, check_is_closed, check_is_open, check_may_work_on
from samebook.buying.views.lists import board_context
from samebook.buying.views.opportunity import context_of, form_for
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

ACTIONS: dict[str, Callable[..., Opportunity]] = {
    "change": actions.change_opportunity,
    "people": actions.name_people,
    "products": actions.set_products,
    "competitors": actions.name_competitors,
    "team": actions.name_team,
    "won": actions.close_won,
    "lost": actions.close_lost,
    "reopen": actions.reopen,
    "win-back": actions.win_back,
}
SAID = {
    "change": "Saved.",
    "people": "Who takes part is kept.",
    "products": "What is offered is kept.",
    "competitors": "Who else offers is kept.",
    "team": "Who works on it is kept.",
    "won": "Won. The account is a customer.",
    "lost": "Closed as lost.",
    "reopen": "It is open again.",
    "win-back": "A new sale is open; it points to the lost one.",
}
NEEDS_A_WORD = ("buying.exit_unknown", "buying.exit_unmet")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Move it to another stage, from its page or from the board; htmx gets the board as it is now.

    Where an exit is not met, its page asks what is missing or for a word of reason; looked at, it asks beforehand.
    """
    now = datetime.now(UTC)
    if request.method != "POST":
        return _asking(request, opportunity_id, now, request.GET.get("stage", ""))
    stage, despite = request.POST.get("stage", ""), request.POST.get("despite", "")
    seen = request.POST.get("seen", "")
    try:
        moved = actions.move_to_stage(
            request.actor, opportunity_id, stage=stage, despite=despite, at=now,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
        )  # fmt: skip
    except Refused as refused:
        if refused.code not in NEEDS_A_WORD:
            raise
        if request.htmx:
            messages.error(request, refused.message)
            return HttpResponseClientRedirect(f"{reverse('buying:move', args=[opportunity_id])}?stage={stage}")
        return _asking(request, opportunity_id, now, stage, refused)
    messages.success(request, f"{moved.name} is at {moved.stage_name.lower()} now.")
    if request.htmx:
        return render(request, "buying/parts/board.html", board_context(request))
    if request.POST.get("from") == "board":
        return redirect("buying:board")
    return redirect("buying:opportunity", opportunity_id)


def _asking(
    request: SignedRequest, opportunity_id: int, now: datetime, stage: str, refused: Refused | None = None
) -> HttpResponseBase:
    """The page with the question open; 422 when a move was sent and refused."""
    file = _workable(request, opportunity_id, now)
    check_is_open(file.opportunity.outcome)
    data = request.POST if refused else {"stage": stage, "seen": str(file.opportunity.version)}
    form = form_for(file, "stage", data)
    form.is_valid()
    if refused is not None:
        show(refused, form)
    return render(
        request, "buying/opportunity.html", context_of(request, file, bound=form), status=422 if refused else 200
    )


@require_POST
@signed_in
def act(request: SignedRequest, opportunity_id: int, act: str) -> HttpResponseBase:
    """Do it, or show at its field why not."""
    if act not in ACTIONS:
        raise Http404
    now = datetime.now(UTC)
    file = _workable(request, opportunity_id, now)
    (check_is_open if act in WHILE_OPEN else check_is_closed)(file.opportunity.outcome)
    form = form_for(file, act, request.POST)
    if form.is_valid():
        try:
            done = ACTIONS[act](request.actor, opportunity_id, **form.arguments(), at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, SAID[act])
            return redirect("buying:opportunity", done.pk)
    return render(request, "buying/opportunity.html", context_of(request, file, bound=form), status=422)


def _workable(request: SignedRequest, opportunity_id: int, now: datetime) -> OpportunityFile:
    request.actor.require(*MAY_SELL, to="change an opportunity")
    found = queries.opportunity_for(request.actor, opportunity_id)
    check_may_work_on(request.actor, owner_id=found.owner_id, team=queries.team_of(found))
    return OpportunityFile(request.actor, found, now, zone=timezone.get_current_timezone())


assert set(ACTIONS) | {"stage"} == {*WHILE_OPEN, *ONCE_CLOSED}

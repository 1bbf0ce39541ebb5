"""One opportunity, and opening one."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samebook.accounts.directory import reference_to
from samebook.accounts.queries import accounts_for
from samebook.accounts.wording import origin_in_words
from samebook.buying import queries
from samebook.buying.actions import open_opportunity
from samebook.buying.dossier import OpportunityFile
from samebook.buying.forms import ONCE_CLOSED, WHILE_OPEN, ActForm, OpenForm
from samebook.buying.models import Opportunity
from samebook.buying.pipeline import card_of
from samebook.buying.rules import MAY_SELL, may_work_on
from samebook.kernel.refusals import Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show


@require_safe
@signed_in
def opportunity(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Everything about one opportunity, and what the reader may do about it."""
    found = queries.opportunity_for(request.actor, opportunity_id)
    return render(request, "buying/opportunity.html", context_of(request, found, datetime.now(UTC)))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Open an opportunity; the address may name the account."""
    request.actor.require(*MAY_SELL, to="open an opportunity")
    now = datetime.now(UTC)
    form = OpenForm(
        sent(request),
        actor=request.actor,
        at=now,
        initial={"account": reference_to(request.actor, request.GET.get("of", ""))},
    )
    if form.is_valid():
        try:
            opened = open_opportunity(request.actor, **form.arguments(now), at=now)
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The opportunity is open.")
            return redirect("buying:opportunity", opened.pk)
    return render(request, "buying/new.html", {"form": form}, status=422 if form.is_bound else 200)


def form_for(request: SignedRequest, found: Opportunity, act: str, now: datetime, data: Any = None) -> ActForm:
    """The form of one act on an opportunity."""
    form = {**WHILE_OPEN, **ONCE_CLOSED}[act]
    more: dict[str, Any] = {"actor": request.actor} if act == "change" else {}
    return form(data, opportunity=found, at=now, **more)


def context_of(
    request: SignedRequest, found: Opportunity, now: datetime, *, bound: ActForm | None = None
) -> dict[str, Any]:
    """What the page shows.

    Args:
        bound: The form that was just sent and refused, with its problems.
    """
    forms: dict[str, ActForm] = {}
    if queries.works_on(request.actor, found):
        acts = WHILE_OPEN if found.outcome == Opportunity.Outcome.OPEN else ONCE_CLOSED
        forms = {
            act: form_for(request, found, act, now) for act in acts if act != "win-back" or found.outcome == "lost"
        }
        if not may_work_on(request.actor, owner_id=found.owner_id):
            forms.pop("team", None)
    if bound is not None:
        forms[bound.act.replace("-", "_")] = bound
    return {
        "opportunity": found,
        "file": OpportunityFile(request.actor, found, now),
        "card": card_of(found, timezone.localdate(now)),
        "forms": {act.replace("-", "_"): form for act, form in forms.items()},
        "bound": bound.act if bound is not None else "",
        "account_url": _account_url(request, found.account_id),
        "partner_url": _account_url(request, found.partner_id),
        "origin": origin_in_words(found.origin),
        "today": timezone.localdate(now),
        "now": now,
    }


def _account_url(request: SignedRequest, account_id: int | None) -> str:
    """A rep may own a sale to an account that is another's: then its name is shown, not its page."""
    seen = account_id is not None and accounts_for(request.actor).filter(pk=account_id).exists()
    return reverse("accounts:account", args=[account_id]) if seen else ""

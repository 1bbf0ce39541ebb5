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
from samebook.buying.actions import open_opportunity
from samebook.buying.dossier import OpportunityFile, file_of
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
    file = file_of(request.actor, opportunity_id, datetime.now(UTC), zone=timezone.get_current_timezone())
    return render(request, "buying/opportunity.html", context_of(request, file))


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


def form_for(file: OpportunityFile, act: str, data: Any = None) -> ActForm:
    """The form of one act on an opportunity."""
    return {**WHILE_OPEN, **ONCE_CLOSED}[act](data, file=file)


def context_of(request: SignedRequest, file: OpportunityFile, *, bound: ActForm | None = None) -> dict[str, Any]:
    """What the page shows.

    Args:
        bound: The form that was just sent and refused, with its problems.
    """
    found, now = file.opportunity, file.at
    forms: dict[str, ActForm] = {}
    if file.works_on:
        acts = WHILE_OPEN if found.outcome == Opportunity.Outcome.OPEN else ONCE_CLOSED
        forms = {act: form_for(file, act) for act in acts if act != "win-back" or found.outcome == "lost"}
        if not may_work_on(request.actor, owner_id=found.owner_id):
            forms.pop("team", None)
    if bound is not None:
        forms[bound.act.replace("-", "_")] = bound
    urls = _account_urls(request, found.account_id, found.partner_id)
    return {
        "opportunity": found,
        "file": file,
        "card": card_of(found, file.today),
        "forms": {act.replace("-", "_"): form for act, form in forms.items()},
        "bound": bound.act if bound is not None else "",
        "account_url": urls.get(found.account_id, ""),
        "partner_url": urls.get(found.partner_id, ""),
        "origin": origin_in_words(found.origin),
        "today": file.today,
        "now": now,
    }


def _account_urls(request: SignedRequest, *account_ids: int | None) -> dict[int | None, str]:
    """The pages of accounts, by id: a rep may own a sale to an account that is another's, which is shown by name."""
    wanted = [each for each in account_ids if each is not None]
    seen = accounts_for(request.actor).filter(pk__in=wanted).order_by().values_list("pk", flat=True) if wanted else ()
    return {pk: reverse("accounts:account", args=[pk]) for pk in seen}

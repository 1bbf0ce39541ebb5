"""A lead entered by hand, through the same reader and the same intake as every other."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samebook.agreement.queries import editions_in_force
from samebook.leads import queries
from samebook.leads.actions import take_in
from samebook.leads.arrivals import TakenIn
from samebook.leads.forms import LeadForm
from samebook.leads.rules import MAY_TAKE_IN
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

SAID = {
    "created": "The lead is taken in.",
    "joined": "This person or company is known: the response joined what is open.",
    "unchanged": "It was here already; nothing was added.",
}


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Enter a lead; it is judged at once."""
    request.actor.require(*MAY_TAKE_IN, to="enter leads")
    now = datetime.now(UTC)
    editions = editions_in_force(now)
    form = LeadForm(request.POST or None, actor=request.actor, fields=editions.fields if editions else {}, at=now)
    if form.is_valid() and form.arrival is not None:
        [taken] = take_in(request.actor, [form.arrival], at=now, origin="person")
        if taken.refusal is None:
            messages.success(request, SAID[taken.outcome])
            return redirect(_page_of(request, taken))
        show(taken.refusal, form)
    status = 422 if form.is_bound else 200
    current = editions.company.edition if editions else None
    return render(request, "leads/new.html", {"form": form, "edition": current}, status=status)


def _page_of(request: SignedRequest, taken: TakenIn) -> str:
    """The lead's page; the inbox when it joined an opportunity, or belongs to another's territory."""
    if taken.lead_id and queries.leads_for(request.actor).filter(pk=taken.lead_id).exists():
        return reverse("leads:lead", args=[taken.lead_id])
    return reverse("leads:inbox")

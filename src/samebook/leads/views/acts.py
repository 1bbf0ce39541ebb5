"""What is done about a lead: one address for each act, one action behind it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from samebook.kernel.refusals import Missing, Refused
from samebook.leads import actions, queries
from samebook.leads.acts import check_open, check_role
from samebook.leads.forms import form_for
from samebook.leads.models import Lead
from samebook.leads.terms import Act
from samebook.leads.views.lead import context_of
from samebook.leads.views.lists import back_to
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

ACTIONS: dict[Act, Callable[..., Any]] = {
    Act.ACCEPT: actions.accept_lead,
    Act.LOG: actions.log_attempt,
    Act.REJECT: actions.reject_lead,
    Act.CONVERT: actions.convert_lead,
    Act.ANSWER: actions.answer_questions,
    Act.ASK: actions.log_ask,
    Act.GIVE_UP: actions.give_up_asking,
    Act.HAND_OVER: actions.hand_over,
    Act.RECYCLE: actions.recycle_lead,
    Act.SET_ASIDE: actions.set_aside,
}
"""Each is called with the actor, the lead's id, the values of its form, and the time."""

SAID = {
    Act.ACCEPT: "Accepted: the lead is yours.",
    Act.LOG: "The attempt is logged.",
    Act.REJECT: "Rejected; marketing sees why.",
    Act.CONVERT: "The opportunity is open.",
    Act.ANSWER: "The answer is kept, and the lead was judged again.",
    Act.ASK: "The attempt to ask is logged.",
    Act.GIVE_UP: "The lead went to nurture as never answered.",
    Act.HAND_OVER: "The lead is handed over.",
    Act.RECYCLE: "The lead was judged again.",
    Act.SET_ASIDE: "The lead is set aside; it counts in no rate.",
}


@require_POST
@signed_in
def act(request: SignedRequest, lead_id: int, act: str) -> HttpResponseBase:
    """Do it, or show at its field why not."""
    if act not in ACTIONS:
        raise Http404
    chosen, now = Act(act), datetime.now(UTC)
    check_role(chosen, request.actor)
    lead = queries.lead_for(request.actor, lead_id)
    check_open(chosen, request.actor, status=lead.status, owner_id=lead.owner_id)
    form = form_for(chosen, lead, at=now, data=request.POST)
    if form.is_valid():
        try:
            done = ACTIONS[chosen](request.actor, lead_id, **form.arguments(), at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, SAID[chosen])
            return redirect(back_to(request, _page_of(done, lead_id)))
    return render(request, "leads/lead.html", context_of(request, lead, now, bound=form), status=422)


def _page_of(done: object, lead_id: int) -> str:
    """A rejected lead that was brought back has a page of its own."""
    return reverse("leads:lead", args=[done.pk if isinstance(done, Lead) else lead_id])

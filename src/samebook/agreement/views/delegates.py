"""Who signs for somebody while they are away."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samebook.agreement import actions, rules, talking
from samebook.agreement.delegates import could_stand_in, delegations
from samebook.agreement.forms import DelegateForm
from samebook.agreement.views.pages import tabs
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show


@require_http_methods(["GET", "POST"])
@signed_in
def delegates(request: SignedRequest) -> HttpResponseBase:
    """Who stands in for whom now and later; name somebody for oneself."""
    request.actor.require(*rules.DEPARTMENTS, to="name who signs for you")
    now = datetime.now(UTC)
    offered = {side: could_stand_in(request.actor, side) for side in talking.sides_of(request.actor)}
    form = DelegateForm(sent(request), offered=offered)
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            actions.delegate_signature(request.actor, delegate_id=said.pop("delegate"), **said, at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Named. What they sign says that it is for you.")
            return redirect("agreement:delegates")
    day = timezone.localdate(now)
    page = {
        "form": form,
        "tabs": tabs("delegates", request.actor),
        "rows": list(delegations(request.actor, day)),
        "anybody": any(offered.values()),
        "day": day,
    }
    return render(request, "agreement/delegates.html", page, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def end(request: SignedRequest, delegation_id: int) -> HttpResponseBase:
    """End a delegation at once; for either of the two."""
    actions.end_delegation(request.actor, delegation_id, at=datetime.now(UTC))
    messages.success(request, "Ended. What was signed stays signed.")
    return redirect("agreement:delegates" if request.actor.has(*rules.DEPARTMENTS) else "web:today")

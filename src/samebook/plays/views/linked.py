"""What the links of the approval mail open: one act on one play in use by one rep, without signing in.

Opening shows what will happen and changes nothing, so that programs that read mail set nothing off. The link is the
proof: it names the run, the rep and the act, is signed, and expires. No session is begun.
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samebook.company.queries import actor_for, users_by_id
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions, queries
from samebook.plays.actions.base import works_on
from samebook.plays.forms import ReasonForm
from samebook.plays.links import read_link
from samebook.plays.models import PlayRun
from samebook.plays.rules import check_may_approve_run, check_waits_for_approval
from samebook.ui.forms import show

STATUS = {"plays.link_expired": 410, "plays.link_broken": 404, "records.missing": 404}
SAID = {"approve": "Approved. Marketing and telesales go on in your name.", "decline": "It is done without."}


@never_cache
@csrf_exempt  # the signed address is what a forger would need, and a mail program may keep no cookies
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, purpose: str, token: str) -> HttpResponse:
    """Ask on opening; act on sending."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    try:
        run_id, user_id = read_link(purpose, token)
        user = users_by_id([user_id]).get(user_id)
        if user is None:
            raise Missing("play in use")
        actor = actor_for(user)
        run = queries.run_for(actor, run_id)
        check_may_approve_run(actor, works_on_it=works_on(actor, run.opportunity))
        check_waits_for_approval(waits=run.waits_for_approval)
        done = request.method == "POST" and _do(actor, run, purpose, form)
    except Refused as refused:
        return render(request, "plays/linked_refused.html", {"refused": refused}, status=STATUS.get(refused.code, 409))
    page: dict[str, Any] = {"run": run, "steps": queries.steps_of(run), "rep": user, "purpose": purpose, "form": form}
    if done:
        return render(request, "plays/linked_done.html", page | {"said": SAID[purpose]})
    return render(request, "plays/linked.html", page, status=422 if request.method == "POST" else 200)


def _do(actor: Any, run: PlayRun, purpose: str, form: ReasonForm) -> bool:
    now = datetime.now(UTC)
    if purpose == "approve":
        actions.approve_run(actor, run.pk, at=now)
        return True
    if not form.is_valid():
        return False
    try:
        actions.decline_run(actor, run.pk, reason=form.cleaned_data["reason"], at=now)
    except Refused as refused:
        show(refused, form)
        return False
    return True

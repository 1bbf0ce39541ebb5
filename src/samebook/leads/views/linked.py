"""What the links of the delivery mail open: one act on one lead by one rep, without signing in.

Opening shows what will happen and changes nothing, so that programs that read mail set nothing off. The link is the
proof: it names the lead, the rep and the act, is signed, and expires. No session is begun.
"""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samebook.company.models import User
from samebook.company.queries import actor_for, users_by_id
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads import queries
from samebook.leads.acts import check_open
from samebook.leads.dossier import Dossier
from samebook.leads.forms import ActForm, form_for
from samebook.leads.mails import read_link
from samebook.leads.models import Lead
from samebook.leads.terms import Act
from samebook.leads.views.acts import ACTIONS, SAID
from samebook.ui.forms import show

STATUS = {"leads.link_expired": 410, "leads.link_broken": 404, "records.missing": 404}


@never_cache
@csrf_exempt  # the signed address is what a forger would need, and a mail program may keep no cookies
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, purpose: str, token: str) -> HttpResponse:
    """Ask on opening; act on sending."""
    now = datetime.now(UTC)
    try:
        lead_id, user_id = read_link(purpose, token)
        act = Act(purpose)
        user, actor = _rep(user_id)
        lead = queries.lead_for(actor, lead_id)
        check_open(act, actor, status=lead.status, owner_id=lead.owner_id)
    except Refused as refused:
        return render(request, "leads/linked_refused.html", {"refused": refused}, status=STATUS.get(refused.code, 409))
    form = form_for(act, lead, at=now, data=request.POST if request.method == "POST" else None)
    done = form.is_bound and _do(actor, lead, form, now)
    page = {"lead": lead, "file": Dossier(actor, lead, now), "form": form, "act": act, "rep": user, "now": now}
    if done:
        return render(request, "leads/linked_done.html", page | {"said": SAID[act]})
    return render(request, "leads/linked.html", page, status=422 if form.is_bound else 200)


def _rep(user_id: int) -> tuple[User, Actor]:
    """The rep the link was made for, as one who acts now; who was deactivated since sees no lead (``actor_for``)."""
    user = users_by_id([user_id]).get(user_id)
    if user is None:
        raise Missing("lead")
    return user, actor_for(user)


def _do(actor: Actor, lead: Lead, form: ActForm, now: object) -> bool:
    if not form.is_valid():
        return False
    try:
        ACTIONS[form.act](actor, lead.pk, **form.arguments(), at=now)
    except Refused as refused:
        show(refused, form)
        return False
    return True

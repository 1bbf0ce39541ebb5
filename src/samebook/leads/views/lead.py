"""One lead."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samebook.leads import queries
from samebook.leads.acts import open_acts
from samebook.leads.dossier import Dossier
from samebook.leads.forms import ActForm, form_for
from samebook.leads.models import Lead
from samebook.leads.rules import WITH_REP
from samebook.leads.terms import Act
from samebook.ui.doors import SignedRequest, signed_in


@require_safe
@signed_in
def lead(request: SignedRequest, lead_id: int) -> HttpResponseBase:
    """Everything about one lead, and what the reader may do about it."""
    now = datetime.now(UTC)
    found = queries.lead_for(request.actor, lead_id)
    return render(request, "leads/lead.html", context_of(request, found, now))


def context_of(request: SignedRequest, lead: Lead, now: datetime, *, bound: ActForm | None = None) -> dict[str, Any]:
    """What the page shows.

    Args:
        bound: The form that was just sent and refused, with its problems.
    """
    offered = open_acts(request.actor, status=lead.status, owner_id=lead.owner_id)
    forms = {act: form_for(act, lead, at=now) for act in offered}
    if bound is not None:
        forms[bound.act] = bound
    if Act.ANSWER in forms and not forms[Act.ANSWER].fields:
        del forms[Act.ANSWER]
    return {
        "lead": lead,
        "file": Dossier(request.actor, lead, now),
        "with_rep": lead.status in WITH_REP,
        "forms": {act.name.lower(): form for act, form in forms.items()},
        "bound": bound.act.name.lower() if bound else "",
        "now": now,
    }

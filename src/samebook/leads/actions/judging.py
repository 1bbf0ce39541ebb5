"""Judging again: when a fact changes before delivery, when an edition takes force, when a lead comes back."""

from collections.abc import Iterable
from datetime import datetime

from samebook.agreement.queries import editions_in_force
from samebook.jobs.rows import update
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.leads.actions.placing import place_accounts
from samebook.leads.deciding import ALL_LATER_FIELDS, judge
from samebook.leads.desk import Desk
from samebook.leads.models import Lead
from samebook.leads.queries import first_messages
from samebook.leads.terms import UNDELIVERED


@action
def judge_again(actor: Actor, lead_ids: Iterable[int], *, at: datetime, because: str) -> list[Lead]:
    """Judge undelivered leads by the edition of their scope and let the verdict take effect; delivered ones stay.

    Args:
        lead_ids: Up to 500.
        because: Why, for the journal: ``fact``, ``edition``, ``answer``, ``recycle``, ``capacity``. For ``edition``
            only those are judged that were judged by another one than holds for them now.

    Returns:
        The leads whose verdict, level or status changed.
    """
    ids = list(lead_ids)
    editions = editions_in_force(at) if ids else None
    if editions is None:
        return []
    leads = list(
        Lead.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, status__in=UNDELIVERED)
        .select_related("account", "person", "communication")
        .order_by("received_at", "id")
    )
    desk = Desk(editions, at)
    messages = first_messages(lead.pk for lead in leads)
    judged, changed = [], []
    for lead in leads:
        before = (lead.verdict, lead.level, lead.status)
        same = lead.edition_id if because == "edition" else None
        if not judge(lead, desk, message=messages.get(lead.pk, ""), unless=same):
            continue
        judged.append(lead)
        if (lead.verdict, lead.level, lead.status) != before:
            changed.append(lead)
            _tell(actor, lead, before, at, because)
    update(judged, ALL_LATER_FIELDS)
    place_accounts(actor, changed, at=at)
    return changed


def _tell(actor: Actor, lead: Lead, before: tuple[str, str, str], at: datetime, because: str) -> None:
    record(
        actor,
        "leads.lead.judged",
        lead,
        happened_at=at,
        territory_id=lead.territory_id,
        edition_id=lead.edition_id,
        detail={
            "because": because,
            "before": list(before),
            "status": lead.status,
            "verdict": lead.verdict,
            "level": lead.level,
            "owner": lead.owner_id,
        },
    )

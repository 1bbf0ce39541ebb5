"""How a lead ends: an opportunity, not a lead at all, or back for another judgement."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from samebook.buying.actions import open_opportunity
from samebook.buying.models import Opportunity
from samebook.groups.actions import keep_contacts
from samebook.groups.terms import Way
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.actions.follow_up import locked, tell
from samebook.leads.actions.judging import judge_again
from samebook.leads.acts import check_open
from samebook.leads.deciding import edition_now
from samebook.leads.models import Lead
from samebook.leads.queries import set_aside_reasons
from samebook.leads.terms import Act, AttemptChannel, AttemptOutcome, Status

WAYS: Mapping[str, str] = {
    AttemptChannel.PHONE: Way.CALL, AttemptChannel.EMAIL: Way.MAIL, AttemptChannel.VISIT: Way.MEETING,
    AttemptChannel.MESSAGE: Way.OTHER,
}  # fmt: skip
"""How a group calls the way in which the person behind a lead was reached."""


@action
def convert_lead(
    actor: Actor,
    lead_id: int,
    *,
    name: str,
    opened_on: date,
    at: datetime,
    premise: str = "",
    amount: Decimal | None = None,
    currency: str | None = None,
    expected_close_date: date | None = None,
) -> Opportunity:
    """The rep makes an opportunity of the lead; the lead keeps its verdict and points to it.

    Args:
        premise: What the customer was promised.
    """
    lead = locked(actor, lead_id)
    check_open(Act.CONVERT, actor, status=lead.status, owner_id=lead.owner_id)
    opportunity = open_opportunity(
        actor,
        name=name,
        account=lead.account,
        people=[lead.person] if lead.person else [],
        owner_id=lead.owner_id,
        territory_id=lead.territory_id,
        source=lead.source,
        communication_id=lead.communication_id,
        premise=premise,
        amount=amount,
        currency=currency,
        opened_on=opened_on,
        expected_close_date=expected_close_date,
        at=at,
    )
    if lead.person_id is not None:
        reached = lead.attempts.filter(outcome=AttemptOutcome.REACHED).order_by("happened_at", "id")
        contacts = [
            (happened_at, WAYS[channel]) for happened_at, channel in reached.values_list("happened_at", "channel")
        ]
        keep_contacts(actor, opportunity, lead.person_id, contacts, at=at)
    lead.status, lead.opportunity, lead.converted_at = Status.CONVERTED, opportunity, at
    lead.answered_at = lead.answered_at or at
    lead.save(update_fields=["status", "opportunity", "converted_at", "answered_at"])
    tell(actor, "converted", lead, at, opportunity=opportunity.pk)
    return opportunity


@action
def close_loop(actor: Actor, pairs: Sequence[tuple[Lead, Opportunity]], *, at: datetime) -> None:
    """Point leads to the opportunities that a file says came of them; their verdicts stay as they are."""
    leads = []
    for lead, opportunity in pairs:
        lead.status, lead.opportunity = Status.CONVERTED, opportunity
        lead.converted_at = max(lead.received_at, datetime.combine(opportunity.opened_on, time(), UTC))
        lead.ask_until = lead.recycle_at = None
        leads.append(lead)
        tell(actor, "converted", lead, at, origin=Entry.Origin.IMPORT, opportunity=opportunity.pk)
    Lead.objects.bulk_update(
        leads, ["status", "opportunity", "converted_at", "ask_until", "recycle_at"], batch_size=200
    )


@action
def set_aside(actor: Actor, lead_id: int, *, reason: str, at: datetime) -> Lead:
    """Say that this was never a lead (spam, an applicant, a supplier …) or is a service request: outside every rate.

    Args:
        reason: One of the Book's reasons for not being a lead, or ``service_request``.
    """
    lead = locked(actor, lead_id)
    check_open(Act.SET_ASIDE, actor, status=lead.status, owner_id=lead.owner_id)
    reasons = set_aside_reasons(edition_now(lead, at))
    if reason not in reasons:
        raise Refused("leads.unknown_kind", f"Choose one of {', '.join(reasons)}.", "reason")
    before, lead.status = lead.status, Status.NOT_A_LEAD
    lead.status_reason = reason
    if reason == Status.SERVICE_REQUEST:
        lead.status, lead.status_reason = Status.SERVICE_REQUEST, ""
    lead.ask_until = lead.recycle_at = None
    lead.save(update_fields=["status", "status_reason", "ask_until", "recycle_at"])
    tell(actor, "set_aside", lead, at, before=before, reason=reason)
    return lead


@action
def recycle_lead(actor: Actor, lead_id: int, *, at: datetime) -> Lead:
    """Judge a lead in nurture again, or bring a rejected one back as a new lead; the old verdict stays as it was.

    Returns:
        The lead that is judged: the same one, or the new one that names where it came from.
    """
    lead = locked(actor, lead_id)
    check_open(Act.RECYCLE, actor, status=lead.status, owner_id=lead.owner_id)
    again = lead if lead.status == Status.NURTURE else _new_from(lead, at)
    tell(actor, "recycled", lead, at, as_lead=again.pk)
    judge_again(actor, [again.pk], at=at, because="recycle")
    again.refresh_from_db()
    return again


def _new_from(lead: Lead, at: datetime) -> Lead:
    return Lead.objects.create(
        origin=lead.origin,
        account_id=lead.account_id,
        person_id=lead.person_id,
        communication_id=lead.communication_id,
        source=lead.source,
        country=lead.country,
        received_at=at,
        recorded_at=at,
        facts=lead.facts,
        recycled_from=lead,
    )

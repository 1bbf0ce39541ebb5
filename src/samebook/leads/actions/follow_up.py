"""What the rep does with a delivered lead: accept, reject, log an attempt; or a manager hands it over."""

from datetime import datetime, timedelta

from django.db.models import F

from samebook.agreement.queries import book_of, edition_without_text
from samebook.book.model import FollowUp
from samebook.company.models import User
from samebook.company.queries import clock_of_team
from samebook.jobs.rows import held, insert, update
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.acts import check_open
from samebook.leads.deciding import CLOCK_FIELDS, desk_of, start_clock
from samebook.leads.models import Attempt, Lead
from samebook.leads.queries import leads_for
from samebook.leads.rules import (
    check_can_log_attempt,
    check_can_reject,
    count_attempt,
)
from samebook.leads.terms import Act, AttemptChannel, AttemptOutcome, Status


@action
def accept_lead(actor: Actor, lead_id: int, *, at: datetime) -> Lead:
    """The rep takes the lead on."""
    lead = locked(actor, lead_id)
    check_open(Act.ACCEPT, actor, status=lead.status, owner_id=lead.owner_id)
    lead.status, lead.answered_at = Status.ACCEPTED, at
    update([lead], ["status", "answered_at"])
    tell(actor, "accepted", lead, at)
    return lead


@action
def reject_lead(actor: Actor, lead_id: int, *, reason: str, note: str = "", at: datetime) -> Lead:
    """The rep hands the lead back with a reason of the Book it was judged by; the duty ends.

    Args:
        reason: The name of one of the edition's rejection reasons.
        note: A sentence for marketing; may be empty.
    """
    lead = locked(actor, lead_id)
    check_open(Act.REJECT, actor, status=lead.status, owner_id=lead.owner_id)
    check_can_reject(lead.status, reason=reason, reasons=reasons_of(lead))
    lead.status, lead.rejection_reason = Status.REJECTED, reason
    lead.status_reason = note[:200]
    lead.answered_at, lead.rejected_at = lead.answered_at or at, at
    update([lead], ["status", "rejection_reason", "status_reason", "answered_at", "rejected_at"])
    tell(actor, "rejected", lead, at, reason=reason)
    return lead


@action
def log_attempt(
    actor: Actor, lead_id: int, *, channel: str, outcome: str, happened_at: datetime, note: str = "", at: datetime
) -> Attempt:
    """Record an attempt to reach the person.

    The time is the rep's word: it counts if recorded within the Book's limit, else the attempt is marked late and
    counts from its recording.
    """
    lead = locked(actor, lead_id)
    check_open(Act.LOG, actor, status=lead.status, owner_id=lead.owner_id)
    if channel not in AttemptChannel.values():
        raise Refused("leads.unknown_channel", f"Choose one of {', '.join(AttemptChannel.values())}.", "channel")
    if outcome not in AttemptOutcome.values():
        raise Refused("leads.unknown_outcome", f"Choose one of {', '.join(AttemptOutcome.values())}.", "outcome")
    check_can_log_attempt(lead.status, happened_at=happened_at, delivered_at=lead.delivered_at, at=at)
    if _is_said_twice(lead, actor, channel=channel, outcome=outcome, at=at):
        raise Refused("leads.attempt_twice", "You have just logged this attempt; once is enough.")
    counted = count_attempt(happened_at, at=at, word_holds_for=_word_holds_for(lead, happened_at, at))
    attempt = Attempt(
        lead=lead,
        user_id=actor.id,
        channel=channel,
        outcome=outcome,
        origin=Entry.Origin.PERSON,
        happened_at=happened_at,
        recorded_at=at,
        is_late=counted.is_late,
        note=note[:2000],
    )
    insert([attempt])
    first = min(filter(None, (lead.first_attempt_at, counted.counts_at)))
    reached_at = lead.reached_at or (counted.counts_at if outcome == AttemptOutcome.REACHED else None)
    changed = {"first_attempt_at": first, "reached_at": reached_at}
    Lead.objects.filter(pk=lead.pk).update(attempts_made=F("attempts_made") + 1, **changed)
    tell(actor, "attempted", lead, happened_at, origin=Entry.Origin.PERSON, channel=channel, outcome=outcome)
    return attempt


@action
def hand_over(actor: Actor, lead_id: int, *, to_user_id: int, at: datetime) -> Lead:
    """A sales manager gives a lead to a rep: a running clock keeps running, that of an unrouted one starts.

    Raises:
        Refused: ``leads.no_duty`` for a lead that is not to be followed up, ``leads.not_a_rep``.
    """
    lead = locked(actor, lead_id)
    check_open(Act.HAND_OVER, actor, status=lead.status, owner_id=lead.owner_id)
    rep = User.objects.filter(pk=to_user_id, is_active=True, user_roles__role=Role.REP).first()
    if rep is None:
        raise Refused("leads.not_a_rep", "Choose an active rep.", "to_user_id")
    before, lead.owner = lead.owner_id, rep
    lead.routed_because, lead.announced_at = "Handed over by a sales manager.", None
    desk = desk_of(lead, at) if lead.status == Status.UNROUTED else None
    if desk is not None:
        start_clock(lead, desk)
    lead.save(update_fields=["owner", "routed_because", "announced_at", *CLOCK_FIELDS])
    tell(actor, "handed_over", lead, at, before=before, after=rep.pk)
    return lead


def _is_said_twice(lead: Lead, actor: Actor, *, channel: str, outcome: str, at: datetime) -> bool:
    """The same person's same word within a minute is a second click, not a second attempt."""
    recent = lead.attempts.filter(channel=channel, outcome=outcome, recorded_at__gt=at - timedelta(minutes=1))
    return any(attempt.user_id == actor.id for attempt in recent)


def _word_holds_for(lead: Lead, happened_at: datetime, at: datetime) -> timedelta | None:
    terms = terms_of(lead)
    if terms is None or terms.record_within is None or happened_at == at:
        return None
    team_id = lead.owner.team_id if lead.owner else None
    return clock_of_team(team_id).add(happened_at, terms.record_within) - happened_at


def terms_of(lead: Lead) -> FollowUp | None:
    """What the edition that delivered the lead says of following it up."""
    return book_of(lead.edition).book.follow_up.get(lead.level) if lead.edition else None


def reasons_of(lead: Lead) -> list[str]:
    """The reasons for rejection of the edition that delivered the lead."""
    return list(book_of(lead.edition).book.rejection_reasons) if lead.edition else []


def locked(actor: Actor, lead_id: int) -> Lead:
    """The lead, held against other writers until the transaction ends."""
    lead = held(leads_for, actor, lead_id)
    if lead is None:
        raise Missing("lead")
    if lead.edition_id is not None:
        lead.edition = edition_without_text(lead.edition_id)
    return lead


def tell(
    actor: Actor, verb: str, lead: Lead, at: datetime, *, origin: Entry.Origin = Entry.Origin.SYSTEM, **detail: object
) -> None:
    """One journal entry about a lead; details that are None are left out."""
    record(
        actor,
        f"leads.lead.{verb}",
        lead,
        happened_at=at,
        origin=origin,
        territory_id=lead.territory_id,
        edition_id=lead.edition_id,
        detail={key: value for key, value in detail.items() if value not in (None, "")},
    )

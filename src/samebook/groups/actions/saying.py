"""What is said of a member: where they stand and on what evidence, what they need to hear, that they were reached."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from samebook.buying.actions.base import to_work_on
from samebook.buying.models import Opportunity
from samebook.buying.rules import MAY_SELL
from samebook.groups.actions.base import member_to_work_on, tell
from samebook.groups.models import Contact, Member, StanceSaid
from samebook.groups.rules import check_contact, check_day, check_stance
from samebook.groups.terms import Word
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


@action
def say_stance(
    actor: Actor,
    opportunity_id: int,
    *,
    person_id: int,
    decision: str,
    stance: str,
    at: datetime,
    evidence: str = "",
    word: str = Word.IMPRESSION,
    happened_on: date | None = None,
    seen: int | None = None,
) -> Member:
    """Say where a member stands; what was said before stays written. The one that happened last holds.

    Args:
        evidence: What was said or done.
        happened_on: The company's day it was; the day of ``at`` when not given.

    Raises:
        Refused: ``groups.evidence_missing``, ``groups.ahead``, or another of ``rules`` and `member_to_work_on`.
    """
    opportunity, member = member_to_work_on(actor, opportunity_id, person_id, decision, seen=seen)
    today = timezone.localdate(at)
    check_stance(stance, evidence=evidence, word=word)
    check_day(happened_on or today, today=today)
    before, evidence = member.stance, evidence.strip()[:500]
    StanceSaid.objects.create(
        member=member, stance=stance, evidence=evidence, word=word, happened_on=happened_on or today, recorded_at=at,
        user_id=actor.id,
    )  # fmt: skip
    last = member.stances.order_by("-happened_on", "-recorded_at", "-id").first()
    member.stance = last.stance if last is not None else stance
    member.version += 1
    member.save(update_fields=["stance", "version"])
    tell(
        actor, "stance_said", opportunity, member, at, before=before, after=stance, word=word,
        personal={"evidence": evidence} if evidence else None,
    )  # fmt: skip
    return member


@action
def say_needs(
    actor: Actor, opportunity_id: int, *, person_id: int, decision: str, needs: str, at: datetime,
    seen: int | None = None,
) -> Member:  # fmt: skip
    """Write what a member needs to hear before they agree; an empty text takes it away."""
    opportunity, member = member_to_work_on(actor, opportunity_id, person_id, decision, seen=seen)
    needs = needs.strip()[:1000]
    if needs != member.needs:
        member.needs = needs
        member.version += 1
        member.save(update_fields=["needs", "version"])
        tell(actor, "needs_said", opportunity, member, at, personal={"needs": needs})
    return member


@action
def note_contact(
    actor: Actor,
    opportunity_id: int,
    *,
    person_id: int,
    happened_at: datetime,
    way: str,
    at: datetime,
    note: str = "",
) -> Contact:
    """Note that somebody of the group was reached.

    Raises:
        Refused: ``groups.ahead``, ``groups.unknown_way``, or another of ``rules``.
        Missing: They do not take part.
    """
    opportunity = to_work_on(actor, opportunity_id)
    check_contact(happened_at, way, now=at)
    here = Member.objects.filter(opportunity=opportunity, person_id=person_id, left_at=None, person__erased_at=None)
    if not here.exists():
        raise Missing("person in this group")
    note = note.strip()[:1000]
    contact = Contact.objects.create(
        opportunity=opportunity, person_id=person_id, happened_at=happened_at, way=way, note=note, user_id=actor.id,
        recorded_at=at,
    )  # fmt: skip
    tell(
        actor, "reached", opportunity, None, at, person_id=person_id, way=way, on=happened_at.date().isoformat(),
        personal={"note": note} if note else None,
    )  # fmt: skip
    return contact


@action
def keep_contacts(
    actor: Actor, opportunity: Opportunity, person_id: int, contacts: Sequence[tuple[datetime, str]], *, at: datetime
) -> None:
    """Keep when somebody was reached before the sale was opened, as another chapter recorded it.

    Args:
        opportunity: One that the actor has just opened.
        contacts: When and how, by `Way`.
    """
    actor.require(*MAY_SELL, to="note contacts")
    Contact.objects.bulk_create(
        [
            Contact(opportunity=opportunity, person_id=person_id, happened_at=happened_at, way=way, recorded_at=at)
            for happened_at, way in contacts
        ]
    )
    if contacts:
        tell(actor, "reached", opportunity, None, at, person_id=person_id, times=len(contacts))

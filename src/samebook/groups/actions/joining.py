"""Who takes part in which decision."""

from collections.abc import Collection
from datetime import datetime

from samebook.accounts.models import Person
from samebook.buying.actions.base import save, source_of, to_work_on
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.buying.rules import check_people
from samebook.groups.actions.base import member_to_work_on, tell
from samebook.groups.actions.roles import give
from samebook.groups.following import let_go
from samebook.groups.models import Member
from samebook.groups.rules import check_decision, check_roles, check_room
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


@action
def add_member(
    actor: Actor,
    opportunity_id: int,
    *,
    person_id: int,
    decision: str,
    at: datetime,
    roles: Collection[str] = (),
) -> Member:
    """Say that somebody of the account takes part in a decision, at once with their roles.

    Raises:
        Refused: ``groups.here_already``, ``groups.too_many``, ``groups.unknown_role``, ``buying.not_at_account``, or
            what `member_to_work_on` refuses.
    """
    opportunity = to_work_on(actor, opportunity_id)
    check_decision(decision)
    known = selling_at(at).roles
    check_roles(roles, known, here=(), decision=decision)
    here = set(opportunity.people.values_list("pk", flat=True))
    living = Person.objects.filter(account__opportunities=opportunity, erased_at=None, merged_into=None)
    at_account = set(living.filter(pk=person_id).values_list("pk", flat=True))
    erased = Person.objects.filter(pk=person_id).exclude(erased_at=None).exists()
    check_people({person_id}, at_account=at_account, here=set() if erased else here)
    now = Member.objects.filter(opportunity=opportunity, decision=decision, left_at=None)
    if now.filter(person_id=person_id).exists():
        raise Refused("groups.here_already", "They take part in this decision already.", "person")
    check_room(now.count() + 1)
    member = Member.objects.create(
        opportunity=opportunity, person_id=person_id, decision=decision, joined_at=at, origin=source_of(actor),
        recorded_at=at,
    )  # fmt: skip
    if person_id not in here:
        opportunity.people.add(person_id)
        save(opportunity)
    tell(actor, "joined", opportunity, member, at, roles=sorted(set(roles)))
    give(actor, opportunity, member, roles, known, at)
    return member


@action
def bring_everybody(actor: Actor, opportunity_id: int, *, decision: str, at: datetime) -> Opportunity:
    """Whoever takes part in the other decision takes part in this one too, without roles and stances.

    Raises:
        Refused: ``groups.nobody_else``.
    """
    opportunity = to_work_on(actor, opportunity_id)
    check_decision(decision)
    rows = Member.objects.filter(opportunity=opportunity, left_at=None, person__erased_at=None)
    here = set(rows.filter(decision=decision).values_list("person_id", flat=True))
    there = set(rows.exclude(decision=decision).values_list("person_id", flat=True))
    if not there - here:
        raise Refused("groups.nobody_else", "Everybody of the other decision takes part in this one already.")
    check_room(len(there | here))
    for person_id in sorted(there - here):
        member = Member.objects.create(
            opportunity=opportunity, person_id=person_id, decision=decision, joined_at=at, origin=source_of(actor),
            recorded_at=at,
        )  # fmt: skip
        tell(actor, "joined", opportunity, member, at, roles=[])
    return opportunity


@action
def remove_member(
    actor: Actor,
    opportunity_id: int,
    *,
    person_id: int,
    decision: str,
    at: datetime,
    because: str = "",
    seen: int | None = None,
) -> Opportunity:
    """Somebody takes part in a decision no longer; that they did stays written.

    Raises:
        Refused: What `member_to_work_on` refuses.
        Missing: They do not take part.
    """
    opportunity, member = member_to_work_on(actor, opportunity_id, person_id, decision, seen=seen)
    because = because.strip()[:500]
    gone = let_go([member], at, because=because)
    if gone:
        opportunity.people.remove(*gone)
        save(opportunity)
    tell(actor, "left", opportunity, member, at, personal={"because": because} if because else None)
    return opportunity

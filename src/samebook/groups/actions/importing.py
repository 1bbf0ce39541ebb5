"""People of buying groups that files bring, such as the contact roles of a CRM."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samebook.accounts.models import Person
from samebook.book.groups import GroupRole
from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import found, known_ids
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Source
from samebook.exchange.keeping import each
from samebook.exchange.targets import Outcome, RowOutcome
from samebook.groups.belonging import Belonging
from samebook.groups.following import decision_of, let_go
from samebook.groups.models import Member, MemberRole
from samebook.groups.rules import (
    DECISION_NAMES,
    check_decision,
    check_of_the_sale,
    check_room,
    check_since,
    role_said,
)
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

Key = tuple[int, int, str]
"""Opportunity, person, decision."""


@dataclass(frozen=True, slots=True)
class MemberSaid:
    """One row: who takes part in which sale, by external ids.

    Attributes:
        role: A role's name or label in the Book; empty for none.
        decision: Where it is empty, the one in which the role counts and that the sale is at, if it can be both.
        since: None where the file does not say.
        has_ended: The file says that they have the role, or without a role take part, no longer.
    """

    opportunity: str
    person: str
    role: str = ""
    decision: str = ""
    since: datetime | None = None
    has_ended: bool = False


@dataclass
class _Here:
    """What is known of everything that the rows name, read at once."""

    at: datetime
    roles: Sequence[GroupRole]
    known: Mapping[str, int]
    opportunities: Mapping[int, Opportunity]
    people: Mapping[str, Person]
    belonging: Belonging
    members: dict[Key, Member]
    held: dict[tuple[int, str], MemberRole]
    told: Counter[int] = field(default_factory=Counter)
    sizes: Counter[tuple[int, str]] = field(default_factory=Counter)
    decisions: dict[tuple[str, str, int | None], str] = field(default_factory=dict)

    def decision_of(self, opportunity: Opportunity) -> str:
        """The decision that a sale is at; read once for those that stand alike."""
        alike = opportunity.pipeline, opportunity.stage, opportunity.edition_id
        if alike not in self.decisions:
            self.decisions[alike] = decision_of(opportunity, self.at)
        return self.decisions[alike]

    def takes_part(self, opportunity: Opportunity, person: Person) -> bool:
        """Whether somebody is in the group of a sale already, in either decision."""
        return any((opportunity.pk, person.pk, decision) in self.members for decision in DECISION_NAMES)


@action
def bring_members(actor: Actor, said: Sequence[MemberSaid], *, at: datetime) -> list[RowOutcome]:
    """Keep who a file says takes part, with roles; nothing is told to the chapters above, it is no news.

    Returns:
        One answer for each, in order.

    Raises:
        Refused: ``access.denied``. As an answer: ``buying.unknown_opportunity``, ``groups.unknown_person``,
            ``groups.not_of_the_sale``, ``groups.too_many``, ``groups.unknown_role``,
            ``groups.role_of_another_decision``, ``groups.unknown_decision``, ``groups.ahead``.
    """
    actor.require(*MAY_IMPORT, to="import people of buying groups")
    here = _here(said, at)
    done = each(said, lambda one: _keep(one, here))
    for opportunity_id, count in sorted(here.told.items()):
        opportunity = here.opportunities[opportunity_id]
        record(
            actor, "groups.member.imported", opportunity, happened_at=at, origin=Entry.Origin.IMPORT,
            territory_id=opportunity.territory_id, detail={"rows": count},
        )  # fmt: skip
    return done


def _here(said: Sequence[MemberSaid], at: datetime) -> _Here:
    known = known_ids({one.opportunity for one in said})
    sales = Opportunity.objects.select_related("edition").in_bulk(set(known.values()))
    people = Person.objects.filter(external_id__in={one.person for one in said}, erased_at=None).defer("facts")
    by_key = {str(person.external_id): person.merged_into or person for person in people.select_related("merged_into")}
    rows = Member.objects.filter(opportunity__in=set(known.values()), left_at=None)
    members = {(one.opportunity_id, one.person_id, one.decision): one for one in rows}
    roles = MemberRole.objects.filter(member__in=members.values(), until=None)
    return _Here(
        at,
        selling_at(at).roles,
        known,
        sales,
        by_key,
        Belonging(sales.values(), {person.account_id for person in by_key.values()}),
        members,
        {(role.member_id, role.role): role for role in roles},
        sizes=Counter((opportunity_id, decision) for opportunity_id, _, decision in members),
    )


def _keep(one: MemberSaid, here: _Here) -> RowOutcome:
    opportunity = here.opportunities[found(one.opportunity, here.known)]
    person = here.people.get(one.person)
    if person is None:
        raise Refused(
            "groups.unknown_person", "No person has this external id; import them first.", "person_external_id"
        )
    if not one.has_ended and not here.takes_part(opportunity, person):
        check_of_the_sale(near=here.belonging.has_to_do_with(opportunity, person.account_id))
    if one.since is not None:
        check_since(one.since, now=here.at)
    at_now = here.decision_of(opportunity)
    if one.decision:
        check_decision(one.decision)
    role = role_said(one.role, here.roles, decision=one.decision)
    decision = one.decision or (at_now if role is None or at_now in role.decisions else role.decisions[0])
    key = (opportunity.pk, person.pk, decision)
    outcome = _ended(key, role, here) if one.has_ended else _joined(key, role, one.since, here)
    if outcome != "unchanged":
        here.told[opportunity.pk] += 1
    return RowOutcome(outcome, opportunity.pk)


def _joined(key: Key, role: GroupRole | None, since: datetime | None, here: _Here) -> Outcome:
    member = here.members.get(key)
    outcome: Outcome = "unchanged"
    if member is None:
        opportunity_id, person_id, decision = key
        check_room(here.sizes[opportunity_id, decision] + 1)
        member = Member.objects.create(
            opportunity_id=opportunity_id, person_id=person_id, decision=decision, joined_at=since,
            origin=Source.IMPORT, recorded_at=here.at,
        )  # fmt: skip
        here.members[key] = member
        here.sizes[opportunity_id, decision] += 1
        here.opportunities[opportunity_id].people.add(person_id)
        outcome = "created"
    if role is not None and (member.pk, role.name) not in here.held:
        given = MemberRole.objects.create(member=member, role=role.name, kind=role.kind, since=since)
        here.held[member.pk, role.name] = given
        outcome = "created"
    return outcome


def _ended(key: Key, role: GroupRole | None, here: _Here) -> Outcome:
    member = here.members.get(key)
    if member is None:
        return "unchanged"
    if role is None:
        del here.members[key]
        here.sizes[key[0], key[2]] -= 1
        gone = let_go([member], here.at)
        here.opportunities[key[0]].people.remove(*gone)
        return "changed"
    held = here.held.pop((member.pk, role.name), None)
    if held is None:
        return "unchanged"
    held.until = max(here.at, held.since or here.at)
    held.save(update_fields=["until"])
    return "changed"

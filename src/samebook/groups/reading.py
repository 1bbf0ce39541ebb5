"""One buying group as its page and its panel show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property

from samebook.accounts.models import Person
from samebook.book.groups import GroupRole
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.terms import Decision
from samebook.company.queries import local_zone
from samebook.groups import drawing, queries
from samebook.groups.following import decision_of
from samebook.groups.models import Contact, Member, StanceSaid
from samebook.groups.queries import Seen
from samebook.groups.rules import DECISION_NAMES, Gaps, Part, counted_by_kind, gaps_of
from samebook.groups.terms import Kind, Stance


@dataclass(frozen=True, slots=True)
class Row:
    """A member as shown: with roles in words, the stance with its evidence, and whom they move."""

    member: Member
    roles: str
    stance: str
    said: StanceSaid | None
    seen: Seen | None
    moves: Sequence[Person]
    moved_by: Sequence[Person]
    kinds: frozenset[str]

    @property
    def person(self) -> Person:
        return self.member.person

    @property
    def may_reach(self) -> bool:
        return not self.person.do_not_contact and bool(self.person.email or self.person.phone)


class GroupFile:
    """The group of one opportunity that was found for the reader; ``decision`` is the one that is looked at.

    ``selling`` and ``zone`` are the edition in force and the company's time zone, where they are known.
    """

    def __init__(
        self, opportunity: Opportunity, at: datetime, *, decision: str = "", chosen: int | None = None,
        selling: Selling | None = None, zone: tzinfo | None = None,
    ) -> None:  # fmt: skip
        self.opportunity, self.at, self.chosen_id, self._zone = opportunity, at, chosen, zone
        self.selling = selling or selling_at(at)
        self.decision = decision if decision in DECISION_NAMES else decision_of(opportunity, at, self.selling)

    @cached_property
    def zone(self) -> tzinfo:
        return self._zone or local_zone()

    @property
    def known(self) -> Sequence[GroupRole]:
        """The Book's roles."""
        return self.selling.roles

    @cached_property
    def labels(self) -> dict[str, str]:
        return {role.name: role.label for role in self.known}

    @cached_property
    def all_members(self) -> list[Member]:
        return queries.members_of(self.opportunity)

    @cached_property
    def members(self) -> list[Member]:
        return [each for each in self.all_members if each.decision == self.decision]

    @cached_property
    def seen(self) -> dict[int, Seen]:
        return queries.seen_of(self.opportunity, {each.person_id for each in self.all_members})

    @cached_property
    def influences(self) -> list[tuple[int, int]]:
        return queries.influences_of(self.opportunity)

    @cached_property
    def people(self) -> dict[int, Person]:
        return {each.person_id: each.person for each in self.all_members}

    @cached_property
    def rows(self) -> list[Row]:
        """The members of the decision: who decides first."""
        said = queries.last_stances_of(self.members)
        rows = [self._row(each, said.get(each.pk)) for each in self.members]
        return sorted(rows, key=lambda row: drawing.weight_of(row.kinds))

    @cached_property
    def former(self) -> list[Row]:
        return [self._row(each, None) for each in queries.former_members_of(self.opportunity, self.decision)]

    @cached_property
    def chosen(self) -> Row | None:
        """The person looked at; None where none of this decision is chosen."""
        return next((row for row in self.rows if row.person.pk == self.chosen_id), None)

    @property
    def chosen_elsewhere(self) -> bool:
        """Whether the person looked at takes part in the other decision too."""
        return any(each.person_id == self.chosen_id and each.decision != self.decision for each in self.all_members)

    @cached_property
    def chosen_stances(self) -> list[StanceSaid]:
        return queries.stances_of(self.chosen.member) if self.chosen else []

    @cached_property
    def chosen_contacts(self) -> list[Contact]:
        return queries.contacts_of(self.opportunity, self.chosen.person.pk) if self.chosen else []

    def gaps_in(self, decision: str) -> Gaps:
        return gaps_of(self.parts(decision), self.known, decision=decision, opened_on=self.opportunity.opened_on)

    @property
    def is_open(self) -> bool:
        return self.opportunity.outcome == Opportunity.Outcome.OPEN

    @property
    def days_to_decider(self) -> int | None:
        """What ``days_to_decider_in`` says of the decision that is shown."""
        return self.days_to_decider_in(self.decision)

    def days_to_decider_in(self, decision: str) -> int | None:
        """Days from the opening until who decides was first reached; None when nobody was while the sale was open."""
        days, closed_on = self.gaps_in(decision).days_to_decider, self.opportunity.closed_on
        if days is None or closed_on is None:
            return days
        return days if days <= (closed_on - self.opportunity.opened_on).days else None

    @cached_property
    def gaps(self) -> Gaps:
        return self.gaps_in(self.decision)

    def reached_on(self, person_id: int) -> date | None:
        """The company's day on which somebody was first reached since the opening."""
        first = self.seen[person_id].first_at if person_id in self.seen else None
        return first.astimezone(self.zone).date() if first is not None else None

    def named(self, people: Sequence[int]) -> list[Person]:
        return [self.people[each] for each in people if each in self.people]

    @property
    def unreached(self) -> list[tuple[Person, bool]]:
        """Who decides and was never reached, and whether they can be."""
        return [(person, person.pk not in self.gaps.unreachable) for person in self.named(self.gaps.unreached)]

    @property
    def single(self) -> Person | None:
        return self.people.get(self.gaps.single or 0)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many people have a role of each kind, in words."""
        return [(Kind.label_of(kind), n) for kind, n in counted_by_kind(self.parts(self.decision)).items()]

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        """The decisions: name, label, how many take part."""
        return [
            (name, Decision.label_of(name), sum(each.decision == name for each in self.all_members))
            for name in DECISION_NAMES
        ]

    @property
    def has_others(self) -> bool:
        """Whether somebody takes part in the other decision only."""
        here = {each.person_id for each in self.members}
        return any(each.person_id not in here for each in self.all_members)

    @property
    def decision_label(self) -> str:
        return Decision.label_of(self.decision)

    @cached_property
    def pictures(self) -> dict[str, drawing.Picture]:
        """The wide one and the narrow one."""
        drawn = [self._drawn(row) for row in self.rows]
        deciding = {row.person.pk for row in self.rows if "decides" in row.kinds}
        return {
            name: drawing.picture(drawn, self.influences, columns=columns, deciding=deciding)
            for name, columns in (("wide", drawing.WIDE), ("narrow", drawing.NARROW))
        }

    def parts(self, decision: str) -> list[Part]:
        """The members of a decision, as far as gaps are found by them."""
        return [
            Part(
                each.person_id,
                frozenset(role.role for role in each.roles.all()),
                frozenset(role.kind for role in each.roles.all()),
                self.reached_on(each.person_id),
                not each.person.do_not_contact and bool(each.person.email or each.person.phone),
            )
            for each in self.all_members
            if each.decision == decision
        ]

    def _row(self, member: Member, said: StanceSaid | None) -> Row:
        roles = [self.labels.get(role.role, role.role.replace("_", " ").capitalize()) for role in member.roles.all()]
        return Row(
            member,
            ", ".join(dict.fromkeys(roles)),
            Stance.label_of(member.stance),
            said,
            self.seen.get(member.person_id),
            self.named([whom for who, whom in self.influences if who == member.person_id]),
            self.named([who for who, whom in self.influences if whom == member.person_id]),
            frozenset(role.kind for role in member.roles.all()),
        )

    def _drawn(self, row: Row) -> drawing.Drawn:
        under = f"{row.stance} · {row.roles}" if row.roles else row.stance
        spoken = f"{row.person}: {row.roles or 'no role yet'}; stance: {row.stance.lower()}"
        return drawing.Drawn(
            row.person.pk, str(row.person), under, row.member.stance, drawing.weight_of(row.kinds),
            row.person.pk == self.chosen_id, spoken,
        )  # fmt: skip

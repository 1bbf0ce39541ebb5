"""What is said to the API of buying groups and what it answers."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Path, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.buying.models import Opportunity
from samebook.groups.reading import GroupFile
from samebook.groups.rules import DECISION_NAMES, counted_by_kind
from samebook.groups.terms import Way, Word
from samebook.kernel.texts import is_text


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]
"""Text as every database can keep it."""
Name = Annotated[Text, Field(max_length=100)]
Key = Annotated[int, Path(ge=1, lt=2**63)]
Id = Annotated[int, Field(ge=1, lt=2**63)]


class Strict(Schema):
    """A body whose keys are all known."""

    model_config = ConfigDict(extra="forbid")


class OfMember(Strict):
    """A person in a decision: ``start_project`` or ``choose_vendor``. ``seen`` is the version that was read."""

    person_id: Id
    decision: Name
    seen: int | None = Field(None, ge=1, lt=2**31)


class Join(Strict):
    """Who joins a decision, and in which roles of the Book."""

    person_id: Id
    decision: Name
    roles: list[Name] = Field(default_factory=list, max_length=50)


class Roles(OfMember):
    """The roles of the Book that they have; those left out end."""

    roles: list[Name] = Field(max_length=50)


class StanceIn(OfMember):
    """Where they stand, what was said or done, and whose word that is."""

    stance: Name = Field(description="for, open, against or unknown.")
    evidence: Text = Field("", max_length=500)
    word: Name = Field(Word.IMPRESSION.value, description="own, colleague, deed or impression.")
    happened_on: date | None = None


class Needs(OfMember):
    """What they need to hear; an empty text takes it away."""

    needs: Text = Field(max_length=1000)


class Leave(OfMember):
    """Who takes part in a decision no longer."""

    because: Text = Field("", max_length=500)


class ContactIn(Strict):
    """Somebody of the group was reached."""

    person_id: Id
    happened_at: datetime = Field(description="With its offset.")
    way: Name = Field(Way.OTHER.value, description="meeting, call, mail or other.")
    note: Text = Field("", max_length=1000)


class Tie(Strict):
    """``who`` moves the mind of ``whom``, both by the ids of people."""

    who: Id
    whom: Id


class MemberOut(Schema):
    """A person in a decision; ``reached_on`` and ``contact_at`` are null when they were never reached."""

    person_id: int
    decision: str
    roles: list[str]
    stance: str
    needs: str
    joined_at: datetime | None
    reached_on: date | None
    contact_at: datetime | None
    version: int


class GapsOut(Schema):
    """What the group of one decision lacks."""

    decision: str
    missing_roles: list[str]
    unreached: list[int]
    unreachable: list[int]
    hangs_on: int | None
    days_to_decider: int | None
    people_by_kind: dict[str, int]


class GroupOut(Schema):
    """The group of an opportunity: who takes part in which decision, who moves whom, what is lacking."""

    opportunity_id: int
    members: list[MemberOut]
    influences: list[Tie]
    gaps: list[GapsOut]


def shown(opportunity: Opportunity, at: datetime) -> dict[str, Any]:
    """The group as JSON."""
    group = GroupFile(opportunity, at)
    return GroupOut(
        opportunity_id=opportunity.pk,
        members=[
            MemberOut(
                person_id=each.person_id,
                decision=each.decision,
                roles=[role.role for role in each.roles.all()],
                stance=each.stance,
                needs=each.needs,
                joined_at=each.joined_at,
                reached_on=group.reached_on(each.person_id),
                contact_at=group.seen[each.person_id].last_at if each.person_id in group.seen else None,
                version=each.version,
            )
            for each in group.all_members
        ],
        influences=[Tie(who=who, whom=whom) for who, whom in group.influences],
        gaps=[_gaps(group, decision) for decision in DECISION_NAMES],
    ).model_dump(mode="json")


def _gaps(group: GroupFile, decision: str) -> GapsOut:
    gaps = group.gaps_in(decision)
    return GapsOut(
        decision=decision,
        missing_roles=[role.name for role in gaps.missing],
        unreached=list(gaps.unreached),
        unreachable=list(gaps.unreachable),
        hangs_on=gaps.single,
        days_to_decider=group.days_to_decider_in(decision),
        people_by_kind=dict(counted_by_kind(group.parts(decision))),
    )

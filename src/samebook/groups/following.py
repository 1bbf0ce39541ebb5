"""Groups follow who is named as taking part: `Opportunity.people` are those with a row in the group, and no others."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling, way_of
from samebook.buying.terms import Decision, Source
from samebook.groups.models import Influence, Member, MemberRole
from samebook.kernel.access import Actor


def on_people_changed(
    actor: Actor, opportunity: Opportunity, joined: Collection[int], left: Collection[int], at: datetime
) -> None:
    """Those named by their id alone take part in the decision that the opportunity is at."""
    if left:
        let_go(Member.objects.filter(opportunity=opportunity, person__in=left, left_at=None), at)
    if joined:
        decision = decision_of(opportunity, at)
        here = set(
            Member.objects.filter(opportunity=opportunity, person__in=joined, left_at=None).values_list(
                "person_id", flat=True
            )
        )
        origin = Source.PERSON if actor.id is not None else Source.API
        Member.objects.bulk_create(
            [
                Member(
                    opportunity=opportunity, person_id=person_id, decision=decision, joined_at=at, origin=origin,
                    recorded_at=at,
                )
                for person_id in sorted(set(joined) - here)
            ]
        )  # fmt: skip


def decision_of(opportunity: Opportunity, at: datetime, selling: Selling | None = None) -> str:
    """The customer's decision that the stage is part of; the first one where the stage is of no known decision."""
    _, pipeline = way_of(opportunity, at, selling)
    stage = pipeline.stage(opportunity.stage)
    return stage.decision if stage is not None and stage.decision else Decision.START_PROJECT.value


def let_go(members: Iterable[Member], at: datetime, *, because: str = "") -> list[int]:
    """End memberships with their roles; who takes part in no decision any more moves nobody and is moved by nobody.

    Nothing ends before it began: what was dated later than ``at`` ends when it began.

    Returns:
        The people who take part in no decision of the opportunity any more.
    """
    ended = list(members)
    if not ended:
        return []
    for each in ended:
        each.left_at, each.left_because = max(at, each.joined_at or at), because
        each.version += 1
    Member.objects.bulk_update(ended, ["left_at", "left_because", "version"])
    roles = list(MemberRole.objects.filter(member__in=ended, until=None))
    for role in roles:
        role.until = max(at, role.since or at)
    MemberRole.objects.bulk_update(roles, ["until"])
    opportunity_id, people = ended[0].opportunity_id, {each.person_id for each in ended}
    still = Member.objects.filter(opportunity=opportunity_id, person__in=people, left_at=None)
    gone = people - set(still.values_list("person_id", flat=True))
    ties = list(Influence.objects.filter(Q(who__in=gone) | Q(whom__in=gone), opportunity=opportunity_id, until=None))
    for tie in ties:
        tie.until = max(at, tie.since)
    Influence.objects.bulk_update(ties, ["until"])
    return sorted(gone)

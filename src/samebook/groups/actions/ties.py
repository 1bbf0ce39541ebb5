"""Who moves whom."""

from datetime import datetime

from samebook.buying.actions.base import to_work_on
from samebook.groups.actions.base import tell
from samebook.groups.models import Influence, Member
from samebook.groups.rules import check_influence
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


@action
def draw_influence(actor: Actor, opportunity_id: int, *, who: int, whom: int, at: datetime) -> Influence:
    """Say that one person moves another's mind.

    Raises:
        Refused: ``groups.influence_of_self``, ``groups.not_a_member``, ``groups.influence_known``.
    """
    opportunity = to_work_on(actor, opportunity_id)
    members = Member.objects.filter(opportunity=opportunity, left_at=None, person__erased_at=None)
    held = Influence.objects.filter(opportunity=opportunity, until=None)
    check_influence(
        who,
        whom,
        members=set(members.filter(person__in=(who, whom)).values_list("person_id", flat=True)),
        held=set(held.filter(who=who, whom=whom).values_list("who_id", "whom_id")),
    )
    drawn = Influence.objects.create(opportunity=opportunity, who_id=who, whom_id=whom, since=at)
    tell(actor, "influence_drawn", opportunity, None, at, person_id=who, whom=whom)
    return drawn


@action
def end_influence(actor: Actor, opportunity_id: int, *, who: int, whom: int, at: datetime) -> None:
    """One person moves another no longer; that they did stays written.

    Raises:
        Missing: There is no such influence.
    """
    opportunity = to_work_on(actor, opportunity_id)
    held = Influence.objects.filter(opportunity=opportunity, who=who, whom=whom, until=None).first()
    if held is None:
        raise Missing("influence")
    held.until = max(at, held.since)
    held.save(update_fields=["until"])
    tell(actor, "influence_ended", opportunity, None, at, person_id=who, whom=whom)

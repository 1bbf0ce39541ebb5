"""Every read of stalls; what the actor may see of the opportunities is applied first."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Min, QuerySet

from samebook.buying.queries import opportunities_for
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing
from samebook.stalls.models import MovedMeeting, Proposal, Stall
from samebook.stalls.terms import Answer, EndedBy


def stalls_for(actor: Actor) -> QuerySet[Stall]:
    """The stalls of the opportunities that the actor may see."""
    stalls = Stall.objects.all()
    if actor.sees_all:
        return stalls
    return stalls.filter(opportunity__in=opportunities_for(actor).order_by().values("pk"))


def stall_for(actor: Actor, stall_id: int) -> Stall:
    """One stall with its opportunity and person.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    found = stalls_for(actor).select_related("opportunity", "person").filter(pk=stall_id).first()
    if found is None:
        raise Missing("stall")
    return found


def open_stalls(actor: Actor) -> QuerySet[Stall]:
    """Those that have not ended, the oldest first."""
    return stalls_for(actor).filter(closed_at=None).order_by("opened_at", "id")


def proposals_for(actor: Actor, *, answered: bool = False) -> QuerySet[Proposal]:
    """What rules propose for open sales, the oldest first.

    Args:
        answered: With those that were answered, or lapsed.
    """
    proposals = Proposal.objects.all() if answered else Proposal.objects.filter(answer=Answer.OPEN)
    if not answered:
        proposals = proposals.filter(opportunity__outcome="open")
    if not actor.sees_all:
        proposals = proposals.filter(opportunity__in=opportunities_for(actor).order_by().values("pk"))
    return proposals.order_by("proposed_at", "id")


def moved_meetings_for(actor: Actor, opportunity_id: int) -> QuerySet[MovedMeeting]:
    """The meetings about one opportunity that were put off, the first one first."""
    seen = opportunities_for(actor).filter(pk=opportunity_id).order_by()
    return MovedMeeting.objects.filter(opportunity__in=seen.values("pk")).order_by("happened_at", "id")


def stalled_since(opportunity_ids: Collection[int]) -> Mapping[int, datetime]:
    """Since when each of the opportunities on a page has an open stall; absent where it has none. One query.

    For what was found for the reader already: not scoped, gives instants only.
    """
    open_ = Stall.objects.filter(opportunity__in=opportunity_ids, closed_at=None)
    return dict(open_.values("opportunity_id").annotate(since=Min("opened_at")).values_list("opportunity_id", "since"))


def counted(stalls: QuerySet[Stall]) -> QuerySet[Stall]:
    """Without those that were waved off: they were none."""
    return stalls.exclude(ended_by=EndedBy.WAVED_OFF)

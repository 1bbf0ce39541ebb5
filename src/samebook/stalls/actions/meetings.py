"""Noting that a meeting was put off."""

from datetime import date, datetime

from samebook.buying.actions.base import source_of, to_work_on
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.days import check_year
from samebook.stalls.models import MovedMeeting


@action
def note_moved_meeting(actor: Actor, opportunity_id: int, *, at: datetime, to_date: date | None = None) -> MovedMeeting:
    """A meeting about an open sale was put off; said twice in one instant it is one.

    Args:
        to_date: The day it was put off to; None where none was named.

    Raises:
        Refused: ``day.outside``, ``buying.closed``, ``buying.not_yours``, ``access.denied``.
        Missing: The opportunity is not there, or not the actor's to see.
    """
    opportunity = to_work_on(actor, opportunity_id)
    if to_date is not None:
        check_year(to_date, "to_date")
    moved, is_new = MovedMeeting.objects.get_or_create(
        opportunity=opportunity,
        happened_at=at,
        defaults={"to_date": to_date, "origin": source_of(actor), "user_id": actor.id, "recorded_at": at},
    )
    if is_new:
        record(
            actor, "stalls.meeting.moved", moved, happened_at=at, territory_id=opportunity.territory_id,
            detail={"opportunity": opportunity.pk} | ({"to_date": str(to_date)} if to_date else {}),
        )  # fmt: skip
    return moved

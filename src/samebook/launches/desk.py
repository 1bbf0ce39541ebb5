"""What of launches waits for the reader today: gaps and documents for whoever plans, training for reps."""

from dataclasses import dataclass
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.launches.grid import day_of
from samebook.launches.models import Document, Launch, Milestone, Training
from samebook.launches.queries import (
    documents_to_approve,
    documents_to_review,
    launches_for,
    newest_days,
    training_to_acknowledge,
)
from samebook.launches.rules import PLANNING
from samebook.launches.terms import State


@dataclass(frozen=True, slots=True)
class Open:
    """A launch with gaps, as last counted.

    Attributes:
        lost: It was declared ready.
    """

    launch: Launch
    gaps: int
    required: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The lists of Today; each may be empty."""

    gaps: list[Open]
    approve: list[Document]
    review: list[Document]
    training: list[Training]
    milestones: list[Milestone]


def today_for(actor: Actor, at: datetime, *, most: int) -> Desk | None:
    """What waits, the launch that begins next first; None for nothing."""
    found = Desk(
        _gaps(actor, most) if actor.has(*PLANNING) else [],
        list(documents_to_approve(actor)[:most]),
        list(documents_to_review(actor, day_of(at))[:most]),
        training_to_acknowledge(actor)[:most],
        _milestones(actor, at, most),
    )
    return found if any((found.gaps, found.approve, found.review, found.training, found.milestones)) else None


def _gaps(actor: Actor, most: int) -> list[Open]:
    launches = list(launches_for(actor).exclude(state=State.CALLED_OFF).order_by("begins_on", "id"))
    newest = newest_days(launches)
    found = []
    for launch in launches:
        row = newest.get(launch.pk)
        gaps = row.required - row.covered - row.signed if row else 0
        if row is not None and gaps:
            found.append(Open(launch, gaps, row.required, launch.state == State.READY))
    return found[:most]


def _milestones(actor: Actor, at: datetime, most: int) -> list[Milestone]:
    """The actor's own that are due within a week, or overdue."""
    open_ones = Milestone.objects.filter(owner_id=actor.id or 0, done_on=None, launch__in=launches_for(actor))
    rows = open_ones.exclude(launch__state=State.CALLED_OFF).select_related("launch").order_by("due_on", "id")
    return [each for each in rows[:most] if (each.due_on - day_of(at)).days <= 7]

"""Reading offers by lot: for those who see all; a rep does not know what is drawn, so that it stays a lot."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing
from samebook.plays.effects.models import Lot
from samebook.plays.effects.rules import state_of
from samebook.plays.effects.terms import State
from samebook.plays.models import Play, PlayAim
from samebook.plays.terms import Aim, Arm
from samebook.plays.terms import State as Written


def lots_for(actor: Actor) -> QuerySet[Lot]:
    """Lots with how many stalls were drawn into each arm, the latest first."""
    found = Lot.objects.select_related("play").annotate(
        offered=Count("stalls", filter=Q(stalls__arm=Arm.OFFERED, stalls__is_first=True)),
        held_back=Count("stalls", filter=Q(stalls__arm=Arm.HELD_BACK, stalls__is_first=True)),
        drawn=Count("stalls"),
    )
    found = found.order_by("-begins_at", "-pk")
    return found if actor.sees_all and actor.has(*SEES_ALL) else found.none()


def lot_for(actor: Actor, lot_id: int) -> Lot:
    """One lot.

    Raises:
        Missing: There is none, or it is not for this actor.
    """
    found = lots_for(actor).filter(pk=lot_id).first()
    if found is None:
        raise Missing("lot")
    return found


def state_at(lot: Lot, at: datetime) -> State:
    return state_of(drawn_until=lot.drawn_until, followed_until=lot.followed_until, at=at)


def drawing_at(at: datetime) -> QuerySet[Lot]:
    """Lots that draw stalls at an instant."""
    going = Lot.objects.filter(begins_at__lte=at, draws_until__gt=at)
    return going.filter(Q(stopped_at=None) | Q(stopped_at__gt=at)).order_by("pk")


def drawing_within(start: datetime, end: datetime) -> QuerySet[Lot]:
    """Lots that draw stalls at some time of a stretch."""
    meeting = Lot.objects.filter(begins_at__lt=end, draws_until__gt=start)
    return meeting.filter(Q(stopped_at=None) | Q(stopped_at__gt=start)).order_by("pk")


def answering(cause: str) -> Iterable[int]:
    """Ids of the plays of which an approved version answers a cause."""
    aims = PlayAim.objects.filter(kind=Aim.CAUSE, name=cause, version__state=Written.APPROVED)
    return aims.values_list("version__play_id", flat=True).distinct()


def causes_of(play_id: int) -> Iterable[str]:
    """The causes that an approved version of a play answers."""
    aims = PlayAim.objects.filter(kind=Aim.CAUSE, version__play=play_id, version__state=Written.APPROVED)
    return aims.order_by("name").values_list("name", flat=True).distinct()


def plays_to_draw() -> QuerySet[Play]:
    """Plays that are approved, by name."""
    return Play.objects.filter(versions__state=Written.APPROVED).distinct().order_by("name", "pk")

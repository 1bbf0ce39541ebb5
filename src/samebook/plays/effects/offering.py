"""What the lot said of a stall: whether a play may be offered for it. Frozen when the stall was opened."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from samebook.plays.effects.models import LotStall
from samebook.plays.models import Play
from samebook.plays.terms import Arm
from samebook.stalls.models import Stall


def arm_of(stall: Stall, play: Play, *, at: datetime) -> Arm | None:
    """The arm of a stall for a play; None where no lot holds for it, and the play is offered as ever."""
    return arms_of(stall, [play.pk], at=at).get(play.pk)


def arms_of(stall: Stall, play_ids: Collection[int], *, at: datetime) -> Mapping[int, Arm]:
    """Play → arm of a stall, of those plays for which a lot holds. One query.

    What is held back is so until the lot's horizon after the draw is over; then it may be offered. Of several lots
    that say something the one that holds back decides.
    """
    found: dict[int, Arm] = {}
    drawn = LotStall.objects.filter(stall=stall).order_by("pk").values_list(
        "lot__play_id", "lot__horizon", "arm", "drawn_at"
    )  # fmt: skip
    for play_id, horizon, arm, drawn_at in drawn:
        if at >= drawn_at + timedelta(days=horizon):
            continue
        for each in play_ids if play_id is None else {play_id} & set(play_ids):
            if found.get(each) != Arm.HELD_BACK:
                found[each] = Arm(arm)
    return found

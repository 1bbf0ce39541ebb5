"""How offers are drawn by lot, and what a lot must be. Pure."""

import hmac
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from samebook.kernel.refusals import Refused
from samebook.plays.effects.terms import State
from samebook.plays.terms import Arm

LEAST_SHARE, MOST_SHARE = Decimal("0.1"), Decimal("0.9")
HORIZONS = (7, 365)
DRAWING = (7, 730)
WORTHWHILE = (Decimal("0.5"), Decimal(365))


def arm_by(seed: str, unit: str, share: Decimal) -> Arm:
    """The arm of a unit: HMAC-SHA256(seed, unit) as a fraction of its range, held back below ``share``.

    So every unit is held back with that probability whatever comes before or after it, whoever knows the seed can draw
    again, and nobody who does not can foresee it.
    """
    digest = hmac.new(seed.encode(), unit.encode(), sha256).digest()
    fraction = int.from_bytes(digest[:8]) / 2**64
    return Arm.HELD_BACK if fraction < float(share) else Arm.OFFERED


def check_lot(*, share: Decimal, horizon: int, worthwhile: Decimal, days: int) -> None:
    """Everything that decides how it is read out, fixed before the first stall.

    Raises:
        Refused: ``plays.lot_share``, ``plays.lot_horizon``, ``plays.lot_worthwhile``, ``plays.lot_days``.
    """
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise Refused("plays.lot_share", "Hold back 10 to 90 per cent.", "share")
    if not HORIZONS[0] <= horizon <= HORIZONS[1]:
        raise Refused("plays.lot_horizon", f"The horizon is {HORIZONS[0]} to {HORIZONS[1]} days.", "horizon")
    if not WORTHWHILE[0] <= worthwhile <= min(WORTHWHILE[1], Decimal(horizon)):
        message = "The smallest number of days worth knowing is half a day at least and no more than the horizon."
        raise Refused("plays.lot_worthwhile", message, "worthwhile")
    if not DRAWING[0] <= days <= DRAWING[1]:
        raise Refused("plays.lot_days", f"Stalls are drawn for {DRAWING[0]} to {DRAWING[1]} days.", "days")


def check_can_stop(state: State) -> None:
    """Only while it draws: what was drawn is read out.

    Raises:
        Refused: ``plays.lot_not_drawing``.
    """
    if state != State.DRAWING:
        raise Refused("plays.lot_not_drawing", "It draws no more stalls; what was drawn is read out.")


def state_of(*, drawn_until: datetime, followed_until: datetime, at: datetime) -> State:
    """It is ended when the last stall could be followed to the horizon."""
    if at < drawn_until:
        return State.DRAWING
    return State.FOLLOWING if at < followed_until else State.ENDED

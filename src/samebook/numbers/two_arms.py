"""With and without something that may begin late: mean days up to a horizon in both, and how many lie between.

What began late is at risk with it from then on only, and was at risk without it until then. So the days that it had to
last for something to begin at all (immortal time) are counted for neither side's credit, and a useless act that only
long cases receive shows no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samebook.numbers.estimates import Estimate, nothing
from samebook.numbers.restricted import Flow, Mean, apart, mean_until
from samebook.numbers.survival import Curve, ended_by_then, still_waiting

HORIZONS = (7, 14, 30, 60, 90, 180, 365)
"""Days; the only horizons there are, so that none is chosen for what it shows."""
LEAST_AT_RISK = 20
"""So many must be at risk in each arm from the start to the horizon."""
LEAST_ENDS = 10
"""So many must have ended in each arm inside the horizon; below that no figure is given."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms from a start to a horizon, in days.

    Attributes:
        start: The day since the beginning from which on both arms had enough at risk; null when they never had.
        horizon: Days counted from ``start``; null when there is none that both arms were followed for.
        treated: Mean days with it; null with ``horizon``.
        control: Mean days without it.
        saved: Mean days without less mean days with it; nothing where too few ended.
    """

    start: float | None
    horizon: int | None
    treated: Mean | None
    control: Mean | None
    saved: Estimate

    @property
    def is_told(self) -> bool:
        return self.saved.value is not None


def compared(treated: Flow, control: Flow, *, most: int) -> Comparison:
    """Compare two arms.

    Args:
        most: The horizon asked for, in days: that one or the next nearer of ``HORIZONS`` which both arms were
            followed for, with ``LEAST_AT_RISK`` in each all the way. It depends on how many there are, not on how they
            ended.

    Source: delayed entry as in Simon and Makuch, Statistics in Medicine 3 (1984); restricted mean as in METHODS 7. The
        same record may be at risk in both arms at different times; the increments of the two estimates are then
        uncorrelated (Andersen, Borgan, Gill and Keiding 1993, IV.1), so their variances add up.
    """
    start = _start(treated, control)
    if start is None:
        return Comparison(None, None, None, None, nothing())
    horizon = horizon_of((treated, control), start=start, most=most)
    if horizon is None:
        return Comparison(start, None, None, None, nothing())
    means = [mean_until(flow.since(start), until=horizon) for flow in (treated, control)]
    some = min(mean.ends for mean in means) >= LEAST_ENDS
    saved = apart(means[1], means[0]) if some else nothing(means[0].n + means[1].n)
    return Comparison(start, horizon, means[0], means[1], saved)


def horizon_of(flows: Sequence[Flow], *, start: float, most: int) -> int | None:
    """The longest of ``HORIZONS`` not above ``most`` to which every arm has enough at risk."""
    for horizon in sorted((each for each in {*HORIZONS, most} if each <= most), reverse=True):
        if all(flow.risk_between(start, start + horizon) >= LEAST_AT_RISK for flow in flows):
            return horizon
    return None


def curves(flow: Flow, start: float) -> tuple[Curve, Curve, Curve]:
    """From a start on: still going on, ended as asked, ended otherwise. The last two compete and sum to what ended."""
    table = flow.since(start)
    swapped = Flow(flow.times, flow.entered, flow.others, flow.asked, flow.left)
    return still_waiting(table), ended_by_then(table), ended_by_then(swapped.since(start))


def _start(treated: Flow, control: Flow) -> float | None:
    """The first time at which both arms have enough at risk."""
    times = np.union1d(treated.times, control.times)
    enough = np.minimum(treated.risk_at(times), control.risk_at(times)) >= LEAST_AT_RISK
    return float(times[int(enough.argmax())]) if enough.any() else None

"""What a lot says: days saved by assignment, what could have been seen, whether the lots look right. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from samebook.communications.holdouts.estimating import POWER, ratio_is_suspicious
from samebook.kernel.refusals import Refused
from samebook.numbers.estimates import Estimate, nothing, z_of
from samebook.numbers.restricted import Mean, apart, mean_until
from samebook.numbers.survival import RiskTable, ended_by_then, still_waiting
from samebook.numbers.two_arms import LEAST_ENDS
from samebook.plays.terms import Arm

HOURS = 24.0
ENDS = {"moved_on": "Moved on", "won": "Won", "lost": "Lost"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One arm, by assignment.

    Attributes:
        days: Shape (n,), from the draw to the end, or to the snapshot where it has not ended.
        ended: Which of ``ENDS`` it was; empty where it has not ended.
        counts: How many each pair stands for.
        begun: For how many a play of the lot was begun, as the lot said or against it.
    """

    days: np.ndarray
    ended: tuple[str, ...]
    counts: np.ndarray
    begun: int

    @classmethod
    def of(cls, rows: Iterable[tuple[float, str, int, int]]) -> "Drawn":
        """Rows of hours, end (``open`` for none), how many, and for how many of them a play was begun."""
        found = list(rows)
        days = np.array([hours for hours, _, _, _ in found], dtype=np.float64) / HOURS
        ended = tuple("" if end == "open" else end for _, end, _, _ in found)
        counts = np.array([n for _, _, n, _ in found], dtype=np.int64)
        return cls(days, ended, counts, sum(begun for _, _, _, begun in found))

    @property
    def n(self) -> int:
        return int(self.counts.sum())

    def table(self, asked: str = "") -> RiskTable:
        kinds = [0 if not end else 1 if asked in ("", end) else 2 for end in self.ended]
        return RiskTable.of(self.days, np.array(kinds, dtype=np.int64), self.counts)


@dataclass(frozen=True, slots=True)
class Findings:
    """What both arms say together, in days up to the horizon that was fixed.

    Attributes:
        means: Mean days that stalls last, by arm; null where nobody was followed to the horizon yet.
        saved: Days held back less days offered; nothing where too few ended, no interval where too few of an arm lasted
            otherwise than most of it (``numbers.restricted.LEAST_OTHERWISE``).
        shares: End → arm → its share of the stalls by the horizon; ends compete. ``open`` is what has not ended.
        smallest_detectable: The days that it had an 80 % chance to see; null without an interval.
        underpowered: That is more than what was worth knowing or is not known, and no difference is shown.
        suspicious_ratio: The sizes of the arms are not what the share gives.
    """

    means: Mapping[Arm, Mean] | None
    saved: Estimate
    shows_difference: bool
    shares: Mapping[str, Mapping[Arm, Estimate]]
    smallest_detectable: float | None
    underpowered: bool
    suspicious_ratio: bool


def findings(arms: Mapping[Arm, Drawn], *, share: float, horizon: int, worthwhile: float) -> Findings:
    """Read both arms out by assignment, whatever became of the offer.

    Source: METHODS 7 for the means, 6 for analysis by assignment; the smallest difference that is found with 80 %
    probability at two-sided 5 % is (z(.975) + z(.80)) standard errors.
    """
    offered, held = arms[Arm.OFFERED], arms[Arm.HELD_BACK]
    suspicious = ratio_is_suspicious(offered.n, held.n, share)
    try:
        means = {arm: mean_until(each.table(), until=horizon) for arm, each in arms.items()}
    except Refused:
        return Findings(None, nothing(offered.n + held.n), False, {}, None, True, suspicious)
    if min(mean.ends for mean in means.values()) < LEAST_ENDS:
        return Findings(means, nothing(offered.n + held.n), False, _shares(arms, horizon), None, True, suspicious)
    saved = apart(means[Arm.HELD_BACK], means[Arm.OFFERED])
    if saved.low is None or saved.high is None:
        return Findings(means, saved, False, _shares(arms, horizon), None, True, suspicious)
    seen = (z_of(0.95) + z_of(2 * POWER - 1)) * sqrt(sum(mean.error**2 for mean in means.values()))
    shown = saved.low > 0 or saved.high < 0
    return Findings(
        means, saved, shown, _shares(arms, horizon), seen, not shown and seen > worthwhile, suspicious
    )  # fmt: skip


def detectable(spread: float, offered: int, held_back: int) -> float | None:
    """Before the start: the days that arms of these sizes would find with 80 % probability.

    Args:
        spread: Standard deviation of the days that a stall lasts up to the horizon.
    """
    if not offered or not held_back:
        return None
    return (z_of(0.95) + z_of(2 * POWER - 1)) * spread * sqrt(1 / offered + 1 / held_back)


def _shares(arms: Mapping[Arm, Drawn], horizon: int) -> dict[str, dict[Arm, Estimate]]:
    found = {
        end: {arm: ended_by_then(each.table(end)).at(horizon) for arm, each in arms.items()} for end in ENDS
    }  # fmt: skip
    return {**found, "open": {arm: still_waiting(each.table()).at(horizon) for arm, each in arms.items()}}

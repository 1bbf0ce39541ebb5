"""Time until something happens, when some have not had their chance yet (right-censored).

Two ends can compete: a lost lead cannot be won any more, so it is an end of its own and not censored.
With a single kind of end the cumulative incidence is one minus the Kaplan-Meier curve.
"""

from dataclasses import dataclass
from math import inf, isnan

import numpy as np
from numpy.typing import NDArray

from samebook.numbers.estimates import CONFIDENCE, Estimate, FloatArray, wilson, z_of

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A step curve; it holds from each time until the next.

    Attributes:
        times: Ascending; those at which something ended.
        at_risk: How many were still waiting just before each time.
        events: How many ended at it as asked.
        value: Share by each time, with ``low`` and ``high``.
        followed: The longest time that anyone was followed; the curve says nothing beyond, except that it is
            infinite when nobody was still waiting then.
        n: How many there were at the start.
        left_times: Ascending; those at which someone ended or was last seen, with how many had left before each.
    """

    times: FloatArray
    at_risk: IntArray
    events: IntArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    followed: float
    n: int
    left_times: FloatArray
    left_counts: IntArray
    starts_at_one: bool

    def at(self, time: float) -> Estimate:
        """The curve at a time; null beyond what was followed."""
        if self.n == 0 or time > self.followed:
            return Estimate(None, None, None, 0)
        waiting = self.n - self.left_before(time)
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        value = float(self.value[place]) if place >= 0 else float(self.starts_at_one)
        if value == float(self.starts_at_one):
            return self._nothing_yet(waiting)
        return Estimate(value, _number(self.low[place]), _number(self.high[place]), waiting)

    def _nothing_yet(self, waiting: int) -> Estimate:
        """Nothing has ended as asked: Wilson's bound for none among those still at risk, which errs to the wide."""
        none = wilson(0, waiting)
        if not self.starts_at_one:
            return Estimate(0.0, none.low, none.high, waiting)
        return Estimate(1.0, None if none.high is None else 1 - none.high, 1.0, waiting)

    def left_before(self, time: float) -> int:
        """How many were no longer at risk just before a time."""
        return int(self.left_counts[int(np.searchsorted(self.left_times, time, side="left"))])


def kaplan_meier(durations: FloatArray, ended: IntArray, counts: IntArray, confidence: float = CONFIDENCE) -> Curve:
    """The share still waiting after each time, with the log-log interval of Greenwood's variance.

    Args:
        durations: Shape (n,), 0 or more.
        ended: 1 where it ended, 0 where it is still open at that duration.
        counts: How many records each pair stands for.

    Source: Kaplan & Meier, JASA 53 (1958); Kalbfleisch & Prentice 1980 (log-log). METHODS 7: Waltons' median 56.
    """
    return still_waiting(RiskTable.of(durations, ended, counts), confidence)


def still_waiting(table: "RiskTable", confidence: float = CONFIDENCE) -> Curve:
    """The Kaplan-Meier curve of a table of risk: every kind of end ends the waiting."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = table.events + table.others
        survival = np.cumprod(1 - ends / table.at_risk).astype(np.float64)
        greenwood = np.cumsum(ends / (table.at_risk * (table.at_risk - ends)))
        spread = z_of(confidence) * np.sqrt(greenwood) / np.log(survival)
        low, high = survival ** np.exp(-spread), survival ** np.exp(spread)
    return table.curve(survival, np.fmin(low, high), np.fmax(low, high), starts_at_one=True)


def cumulative_incidence(
    durations: FloatArray, ended: IntArray, counts: IntArray, confidence: float = CONFIDENCE
) -> Curve:
    """The share that ended as asked by each time, where another end competes (Aalen-Johansen).

    Args:
        ended: 1 ended as asked, 2 ended otherwise, 0 still open.

    Returns:
        Intervals are those of log(-log F). Without an end of kind 2 the curve is one minus Kaplan-Meier.

    Source: Aalen & Johansen 1978; variance as in Marubini & Valsecchi 1995, 10.6.
    """
    return ended_by_then(RiskTable.of(durations, ended, counts), confidence)


def ended_by_then(table: "RiskTable", confidence: float = CONFIDENCE) -> Curve:
    """The cumulative incidence of ends as asked in a table of risk, beside those of others."""
    ends, risk, asked = table.events + table.others, table.at_risk, table.events
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        waiting = np.concatenate([[1.0], np.cumprod(1 - ends / risk)[:-1]]) if len(risk) else np.array([])
        value = np.cumsum(waiting * asked / risk)
        spread = z_of(confidence) * np.sqrt(_variance(value, waiting, ends, asked, risk)) / (value * np.log(value))
        low, high = value ** np.exp(-spread), value ** np.exp(spread)
    low, high = np.where(value > 0, np.fmin(low, high), np.nan), np.where(value > 0, np.fmax(low, high), np.nan)
    return table.curve(value, low, high, starts_at_one=False)


def time_until(curve: Curve, share: float) -> Estimate:
    """The first time by which a share has ended; ends come from where the curve's own bounds reach it.

    Source: Brookmeyer & Crowley, Biometrics 38 (1982).
    """
    sign = -1.0 if curve.starts_at_one else 1.0
    wanted = 1 - share if curve.starts_at_one else share

    def first(bound: FloatArray) -> float | None:
        reached = np.flatnonzero(sign * bound >= sign * wanted - 1e-12)
        return float(curve.times[reached[0]]) if len(reached) else None

    early, late = (curve.low, curve.high) if curve.starts_at_one else (curve.high, curve.low)
    return Estimate(first(curve.value), first(early), first(late), curve.n)


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Per distinct time: ends as asked, ends otherwise, and how many were at risk just before.

    Attributes:
        times: Ascending; those at which something ended.
        all_times: Ascending; those at which anybody left, ended or was last seen.
        left: Shape (len(all_times) + 1,), how many were no longer at risk before each; with late entries those who
            have not come yet count with them.
        n: How many there are at all.
    """

    times: FloatArray
    events: IntArray
    others: IntArray
    at_risk: IntArray
    all_times: FloatArray
    left: IntArray
    n: int
    waits_at_the_end: bool

    @property
    def followed(self) -> float:
        """The longest time that anybody was followed; infinite when nobody was still waiting then."""
        if not self.n:
            return 0.0
        return float(self.all_times[-1]) if self.waits_at_the_end else inf

    @classmethod
    def of(cls, durations: FloatArray, ended: IntArray, counts: IntArray) -> "RiskTable":
        times, place = np.unique(durations, return_inverse=True)
        per = [np.bincount(place, counts * (ended == kind), len(times)).astype(np.int64) for kind in (0, 1, 2)]
        left = np.concatenate([[0], np.cumsum(sum(per))]).astype(np.int64)
        n = int(left[-1])
        some = (per[1] + per[2]) > 0
        return cls(
            times[some], per[1][some], per[2][some], (n - left[:-1])[some], times, left, n, bool(n and per[0][-1])
        )

    def curve(self, value: FloatArray, low: FloatArray, high: FloatArray, *, starts_at_one: bool) -> Curve:
        return Curve(
            self.times, self.at_risk, self.events, value, low, high, self.followed, self.n,
            self.all_times, self.left, starts_at_one,
        )  # fmt: skip


def _variance(value: FloatArray, waiting: FloatArray, ends: IntArray, asked: IntArray, risk: IntArray) -> FloatArray:
    """Variance of the cumulative incidence at each time, by running sums of its three terms."""
    first = np.where(risk > ends, ends / (risk * np.maximum(risk - ends, 1)), 0.0)
    cross = waiting * asked / risk**2
    own = waiting**2 * (risk - asked) * asked / risk.astype(np.float64) ** 3
    spread = value**2 * np.cumsum(first) - 2 * value * np.cumsum(first * value) + np.cumsum(first * value**2)
    covered = 2 * (value * np.cumsum(cross) - np.cumsum(cross * value))
    found: FloatArray = np.maximum(spread + np.cumsum(own) - covered, 0.0)
    return found


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)

"""Restricted mean time: how long something lasts on average up to a horizon, and how many days two arms lie apart."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from samebook.kernel.refusals import Refused
from samebook.numbers.estimates import CONFIDENCE, Estimate, FloatArray, z_of
from samebook.numbers.survival import IntArray, RiskTable

ROUNDING = 1e-9
LEAST_OTHERWISE = 5
"""So many must have lasted otherwise than most did; below that the error rests on too few, and no interval is known.

The usual rule for a normal interval of a share, where it is a share: of those that lasted otherwise.
"""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean time with its standard error, in the unit of the times.

    Attributes:
        n: How many were at risk in all.
        ends: How many of them ended inside the horizon.
        otherwise: How many lasted otherwise than the time that most lasted, the horizon for one; of those still open
            by the curve. 0 where all ended at once: then ``error`` is 0 and says nothing.
    """

    value: float
    error: float
    n: int
    ends: int
    otherwise: float

    @property
    def has_interval(self) -> bool:
        """Whether ``error`` rests on enough that differ."""
        return self.otherwise >= LEAST_OTHERWISE - ROUNDING

    def estimate(self, confidence: float = CONFIDENCE) -> Estimate:
        """With its interval, or without one where none is known."""
        if not self.has_interval:
            return Estimate(self.value, None, None, self.n)
        half = z_of(confidence) * self.error
        return Estimate(self.value, self.value - half, self.value + half, self.n)


def restricted_mean(durations: FloatArray, ended: IntArray, counts: IntArray, *, until: float) -> Mean:
    """Mean time to the end, counted up to a horizon; see ``mean_until``.

    Args:
        durations: Shape (n,), 0 or more; of what is still open the time so far (right-censored).
        ended: 0 where it is still open.
        counts: How many records each pair stands for.
    """
    return mean_until(RiskTable.of(durations, ended, counts), until=until)


def mean_until(table: RiskTable, *, until: float) -> Mean:
    """The area under the Kaplan-Meier curve of every kind of end, up to a horizon.

    Raises:
        Refused: ``numbers.horizon_outside``, nobody was followed that long.

    Source: METHODS 7 (variance: sum of A(t)^2 d / (n (n - d)), A(t) the area that remains after t). Where all that
    were at risk end at once nothing remains, and the term is 0; ``Mean.has_interval`` says when that is too little.
    """
    if until > table.followed:
        raise Refused("numbers.horizon_outside", f"Nothing was followed for {until:,.0f}; choose a nearer horizon.")
    inside = table.times < until
    times, risk = table.times[inside], table.at_risk[inside].astype(np.float64)
    ends = (table.events + table.others)[inside].astype(np.float64)
    waiting = np.cumprod(1 - ends / risk)
    areas = np.concatenate([[1.0], waiting]) * np.diff(np.concatenate([[0.0], times, [until]]))
    remaining = np.cumsum(areas[::-1])[::-1][1:]
    some = risk > ends
    terms = remaining[some] ** 2 * ends[some] / (risk[some] * (risk[some] - ends[some]))
    shares = -np.diff(np.concatenate([[1.0], waiting, [0.0]]))  # that end at each time, and last of all that go on
    otherwise = table.n * (1 - float(shares.max()))
    return Mean(float(areas.sum()), sqrt(float(terms.sum())), table.n, int(ends.sum()), otherwise)


def spread_until(table: RiskTable, *, until: float) -> float:
    """Standard deviation of the time to the end, counted up to a horizon: of the records, not of their mean.

    Source: E min(T, u)² is the integral of 2 t S(t) from 0 to u, S the Kaplan-Meier curve.

    Raises:
        Refused: ``numbers.horizon_outside``.
    """
    mean = mean_until(table, until=until).value
    inside = table.times < until
    ends = (table.events + table.others)[inside] / table.at_risk[inside]
    waiting = np.concatenate([[1.0], np.cumprod(1 - ends)])
    squares = np.diff(np.concatenate([[0.0], table.times[inside], [until]]) ** 2)
    return sqrt(max(0.0, float(waiting @ squares) - mean**2))


def apart(one: Mean, other: Mean, confidence: float = CONFIDENCE) -> Estimate:
    """The first mean less the second, of arms that are independent or share records at different times only.

    Without an interval where one of both has none: how far it may lie from the truth is not known.
    """
    value, half = one.value - other.value, z_of(confidence) * sqrt(one.error**2 + other.error**2)
    if not (one.has_interval and other.has_interval):
        return Estimate(value, None, None, one.n + other.n)
    return Estimate(value, value - half, value + half, one.n + other.n)


@dataclass(frozen=True, slots=True)
class Flow:
    """Who came under observation and who left it, tick by tick. One may come late: then it was at risk since then only.

    Attributes:
        times: Ascending, each once.
        entered: At each time, how many came; they are at risk of ends at that time already.
        asked: How many ended as asked.
        others: How many ended otherwise.
        left: How many were last seen, still open.
    """

    times: FloatArray
    entered: IntArray
    asked: IntArray
    others: IntArray
    left: IntArray

    @property
    def gone(self) -> IntArray:
        return self.asked + self.others + self.left

    @property
    def at_risk(self) -> IntArray:
        """At each time, with those who come and those who leave at it."""
        before = np.cumsum(self.gone) - self.gone
        found: IntArray = np.cumsum(self.entered) - before
        return found

    def risk_at(self, moments: FloatArray) -> IntArray:
        """How many are at risk at each of some times."""
        if not len(self.times):
            return np.zeros(len(moments), np.int64)
        place = np.searchsorted(self.times, moments, side="right") - 1
        risk, on = self.at_risk, np.maximum(place, 0)
        found: IntArray = np.where(self.times[on] == moments, risk[on], (risk - self.gone)[on])
        return np.where(place < 0, 0, found)

    def risk_between(self, start: float, until: float) -> int:
        """The fewest that are at risk at any time from ``start`` up to and with ``until``."""
        inside = (self.times > start) & (self.times < until)
        return int(self.risk_at(np.concatenate([[start], self.times[inside], [until]])).min())

    def since(self, start: float) -> RiskTable:
        """The table of risk of those still there at a time and of whoever came later, reckoned from that time.

        Source: Turnbull 1976; Tsai, Jewell and Wang 1987 (product limit with delayed entry).
        """
        later = self.times >= start
        early = ~later
        there = int(self.entered[early].sum() - self.gone[early].sum())
        times, came = self.times[later] - start, np.cumsum(self.entered[later]) + there
        gone, ends = np.cumsum(self.gone[later]), (self.asked + self.others)[later]
        n = int(there + self.entered[later].sum())
        risk = came - (gone - self.gone[later])
        some = ends > 0
        # who comes late counts from its own tick on, not from the tick before
        moments = np.column_stack([np.nextafter(times, -np.inf), times]).ravel()
        away = np.column_stack([n - risk + self.entered[later], n - risk]).ravel()
        waits = bool(len(times) and self.left[later][self.gone[later] > 0][-1:].any())
        return RiskTable(
            times[some], self.asked[later][some], self.others[later][some], risk[some], moments,
            np.append(away, n).astype(np.int64), n, waits,
        )  # fmt: skip

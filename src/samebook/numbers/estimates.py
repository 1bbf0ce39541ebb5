"""Estimates with their intervals, on numpy alone. "No data" is null, never 0."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log, pi, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
CONFIDENCE = 0.95
EXACT_POISSON_UP_TO = 1_000
ROUNDING = 1e-12
"""What is left of a variance of equal values by rounding, as a share of their square."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; every part is null where the data cannot say it.

    Attributes:
        value: The estimate.
        low: Lower end of the 95 % interval.
        high: Upper end; null when the data set no bound.
        n: How many records it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def nothing(n: int = 0) -> Estimate:
    """What is said when there is nothing to say."""
    return Estimate(None, None, None, n)


def wilson(hits: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share with Wilson's score interval.

    Source: Wilson, JASA 22 (1927); METHODS 4 (81 of 263: .25529 to .36621).
    """
    if n == 0:
        return nothing()
    z = z_of(confidence)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits == 0 else middle - half
    return Estimate(share, low, 1.0 if hits == n else middle + half, n)


def newcombe(hits: int, n: int, hits_before: int, n_before: int, confidence: float = CONFIDENCE) -> Estimate:
    """The difference of two independent shares, first minus second.

    Source: Newcombe, Statistics in Medicine 17 (1998), method 10; METHODS 6 (56/70 - 48/80: .05243 to .33387).
    """
    now, before = wilson(hits, n, confidence), wilson(hits_before, n_before, confidence)
    if now.value is None or now.low is None or now.high is None:
        return nothing(n + n_before)
    if before.value is None or before.low is None or before.high is None:
        return nothing(n + n_before)
    difference = now.value - before.value
    below = sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    above = sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Estimate(difference, difference - below, difference + above, n + n_before)


def poisson(count: int, confidence: float = CONFIDENCE) -> Estimate:
    """A count as one draw of a Poisson rate: Garwood's exact interval, Byar's approximation above 1,000.

    Source: Garwood, Biometrika 28 (1936); Breslow & Day 1987, p. 69.
    """
    tail = (1 - confidence) / 2
    if count > EXACT_POISSON_UP_TO:
        z = z_of(confidence)
        above = count + 1
        return Estimate(
            count,
            count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3,
            above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3,
            count,
        )
    low = 0.0 if count == 0 else _solve(lambda mean: 1 - _poisson_up_to(count - 1, mean) - tail, 0.0, count)
    high = _solve(lambda mean: tail - _poisson_up_to(count, mean), count, count + 10 * sqrt(count + 1) + 10)
    return Estimate(count, low, high, count)


def per_unit(amount: float, count: int, confidence: float = CONFIDENCE) -> Estimate:
    """An amount spent per record won, the amount taken as known and the count as Poisson.

    So the interval says how far the cost of one would move if the same money were spent again.
    """
    if count == 0:
        return nothing()
    won = poisson(count, confidence)
    high = amount / won.low if won.low else None
    low = amount / won.high if won.high else None
    return Estimate(amount / count, low, high, count)


def rate_ratio(events: int, n: int, events_before: int, n_before: int, confidence: float = CONFIDENCE) -> Estimate:
    """One Poisson rate over another, with the interval of the logarithm; null when either has no event.

    Source: Breslow & Day 1987, section 3.
    """
    if not (events and events_before and n and n_before):
        return nothing(n + n_before)
    ratio = (events / n) / (events_before / n_before)
    factor = exp(z_of(confidence) * sqrt(1 / events + 1 / events_before))
    return Estimate(ratio, ratio / factor, ratio * factor, n + n_before)


def mean(total: float, squares: float, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A mean with Student's interval; one value alone has none, nor have values that are all the same.

    How far values scatter is not known from those that do not: no width would be a claim of certainty.

    Args:
        total: Sum of the values.
        squares: Sum of their squares.
    """
    if n == 0:
        return nothing()
    centre = total / n
    if n == 1:
        return Estimate(centre, None, None, n)
    variance = max(0.0, (squares - n * centre * centre) / (n - 1))
    if variance <= ROUNDING * centre * centre:
        return Estimate(centre, None, None, n)
    half = student(0.5 + confidence / 2, n - 1) * sqrt(variance / n)
    return Estimate(centre, centre - half, centre + half, n)


def quantile(values: FloatArray, counts: NDArray[np.int64], share: float, confidence: float = CONFIDENCE) -> Estimate:
    """A quantile (linear between ranks) with the interval between order statistics, which assumes no distribution.

    Args:
        values: Distinct values, ascending.
        counts: How often each occurs.
        share: 0.5 for the median.

    Returns:
        An end is null when there are too few values for any rank to bound it (below six for a median at 95 %).

    Source: David & Nagaraja, Order Statistics, 3rd ed., 7.1.
    """
    n = int(counts.sum())
    if n == 0:
        return nothing()
    ranks = np.cumsum(counts)
    place = (n - 1) * share
    below, above = (_at_rank(values, ranks, int(rank)) for rank in (np.floor(place) + 1, np.ceil(place) + 1))
    up_to = binomial_up_to(n, share)
    tail = (1 - confidence) / 2
    low_rank = int(np.searchsorted(up_to, tail, side="right"))
    high_rank = int(np.searchsorted(-(1 - up_to), -tail, side="left")) + 1
    return Estimate(
        float(below + (above - below) * (place - np.floor(place))),
        _at_rank(values, ranks, low_rank) if low_rank >= 1 else None,
        _at_rank(values, ranks, high_rank) if high_rank <= n else None,
        n,
    )


def binomial_up_to(n: int, share: float) -> FloatArray:
    """P(X <= k) for k = 0 … n, X binomial; exact up to rounding."""
    k = np.arange(n)
    steps = np.log(n - k) - np.log(k + 1) + log(share / (1 - share))
    logs = n * log(1 - share) + np.concatenate([[0.0], np.cumsum(steps)])
    found: FloatArray = np.minimum(np.cumsum(np.exp(logs)), 1.0)
    return found


@cache
def student(probability: float, degrees: int) -> float:
    """A quantile of Student's t, for probabilities above one half."""
    if degrees > 10_000:
        return NormalDist().inv_cdf(probability)
    nodes, weights = np.polynomial.legendre.leggauss(256)
    scale = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(degrees * pi)

    def short_of(t: float) -> float:
        x = (nodes + 1) * t / 2
        inside = scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)
        return 0.5 + float(weights @ inside) * t / 2 - probability

    return _solve(short_of, 0.0, 100.0)


def _at_rank(values: FloatArray, ranks: NDArray[np.int64], rank: int) -> float:
    return float(values[int(np.searchsorted(ranks, rank, side="left"))])


def _poisson_up_to(count: int, rate: float) -> float:
    if rate <= 0:
        return 1.0
    k = np.arange(1, count + 1)
    logs = np.concatenate([[0.0], np.cumsum(log(rate) - np.log(k))]) - rate
    return float(np.exp(logs).sum())


def _solve(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        if rising(middle) > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def z_of(confidence: float) -> float:
    """How many standard deviations an interval of this confidence reaches to either side."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)

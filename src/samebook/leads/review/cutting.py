"""Where to cut a row of values in two, and how likely chance cuts as deep: the exact maximally selected test. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from samebook.leads.review.rules import FEW, enough
from samebook.numbers.estimates import FloatArray
from samebook.numbers.survival import IntArray

Counted = tuple[int, int]
"""Hits, and of how many."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The cut that parts the bands most.

    Attributes:
        place: So many bands lie below it.
        below, above: Counts on either side.
        p: Probability that chance parts them as far at any of the cuts that were tried, all hits and bands as they are.
        tried: How many cuts left enough on both sides to be tried.
    """

    place: int
    below: Counted
    above: Counted
    p: float
    tried: int


def deepest(bands: Sequence[Counted], *, fewest: int = FEW) -> Cut | None:
    """The cut between bands with the largest standardised difference; None where no cut leaves enough on both sides.

    A cut is tried where more than ``fewest`` lie on either side and Cochran's rule holds.

    Source: Miller & Siegmund, Biometrics 38 (1982); the exact distribution as in Hothorn & Lausen, Computational
    Statistics & Data Analysis 43 (2003): hits fall on the values at random, their number given.
    """
    total = _sum(bands)
    tried = [place for place in range(1, len(bands)) if _admissible(_sum(bands[:place]), total, fewest)]
    if not tried:
        return None
    depths = {place: abs(_depth(*_sum(bands[:place]), total)) for place in tried}
    best = max(tried, key=lambda place: (depths[place], -place))
    below = _sum(bands[:best])
    p = _chance([n for _, n in bands], total[0], frozenset(tried), depths[best])
    return Cut(best, below, (total[0] - below[0], total[1] - below[1]), p, len(tried))


def _sum(bands: Sequence[Counted]) -> Counted:
    return sum(hits for hits, _ in bands), sum(n for _, n in bands)


def _admissible(below: Counted, total: Counted, fewest: int) -> bool:
    above = total[0] - below[0], total[1] - below[1]
    return min(below[1], above[1]) > fewest and enough(*below, *above)


def _depth(hits: float, n: int, total: Counted) -> float:
    """The standardised sum of hits below a cut (Mantel-Haenszel's chi, without correction)."""
    all_hits, all_n = total
    spread = sqrt(n * (all_n - n) * all_hits * (all_n - all_hits) / (all_n * all_n * (all_n - 1)))
    return (hits - n * all_hits / all_n) / spread if spread else 0.0


def _chance(sizes: Sequence[int], hits: int, tried: frozenset[int], depth: float) -> float:
    """One less the probability to pass every tried cut closer than ``depth``: walked from band to band."""
    n = sum(sizes)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    states, chances, done = np.zeros(1, dtype=np.int64), np.ones(1), 0
    for place, size in enumerate(sizes[:-1], start=1):
        states, chances = _step(states, chances, size, hits=hits, rest=n - done, logs=logs)
        done += size
        if place in tried:
            limit = depth * (1 - 1e-12) - 1e-9
            near = np.array([abs(_depth(float(state), done, (hits, n))) < limit for state in states], dtype=bool)
            states, chances = states[near], chances[near]
        if not len(states):
            return 1.0
    return float(min(1.0, max(0.0, 1 - chances.sum())))


def _step(
    states: IntArray, chances: FloatArray, size: int, *, hits: int, rest: int, logs: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Draw a band from what is left: hypergeometric, of every state at once; what has no weight is dropped."""
    left = hits - states
    middle = size * left / rest
    reach = 12 * sqrt(size) / 2 + 12
    drawn = np.arange(max(0, int(middle.min() - reach)), min(size, int(middle.max() + reach)) + 1)
    s, x = left[:, None], drawn[None, :]
    possible = (x <= s) & (size - x <= rest - s)
    a, b = np.where(possible, s - x, 0), np.where(possible, rest - s - (size - x), 0)
    log = logs[s] - logs[x] - logs[a] + logs[rest - s] - logs[size - x] - logs[b]
    log -= logs[rest] - logs[size] - logs[rest - size]
    weights = np.exp(np.where(possible, log, -np.inf)) * chances[:, None]
    found = np.zeros(hits + 1)
    np.add.at(found, np.where(possible, states[:, None] + x, 0), weights)
    kept = np.flatnonzero(found > 1e-18)
    return kept, found[kept]

"""The net score of answers that are for, between or against: their share for minus their share against."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from samebook.numbers.estimates import CONFIDENCE, Estimate, FloatArray, nothing, z_of

ADDED = 3.0
"""Answers added before the interval is reckoned, a quarter of them for and a quarter against."""


@dataclass(frozen=True, slots=True)
class Together:
    """Answers by who gave them: one element of each array for answers that count together, such as one account's."""

    n: FloatArray
    promoters: FloatArray
    detractors: FloatArray

    @classmethod
    def of(cls, named: list[tuple[int, int, int]], alone: tuple[int, int, int]) -> "Together":
        """Of (answers, promoters, detractors) for each account, and of those that stand alone, all in one sum."""
        n, promoters, detractors = alone
        passives = n - promoters - detractors
        rows = named + [(1, 1, 0)] * promoters + [(1, 0, 1)] * detractors + [(1, 0, 0)] * passives
        columns = np.array(rows, dtype=float).reshape(-1, 3).T
        return cls(*columns)


def net_score(found: Together, confidence: float = CONFIDENCE) -> Estimate:
    """The net score in points, -100 to 100, with its interval.

    The interval is the adjusted-Wald one: three answers are added, a quarter of them for and a quarter against. Where
    several answers count together, their number is first divided by the design effect, at least 1: the variance from
    the residual sums of those who answered over the variance of as many independent answers. So with one answer each
    it is the adjusted-Wald interval itself. Null ends when all answers are of one.

    Source: METHODS 3 (50 promoters, 30 passives, 20 detractors: 14.051 to 44.201); Kish, Survey Sampling, 1965, 5.4.
    """
    n = float(found.n.sum())
    if n == 0:
        return nothing()
    share_for, share_against = float(found.promoters.sum()) / n, float(found.detractors.sum()) / n
    score = share_for - share_against
    if len(found.n) == 1 and n > 1:
        return Estimate(100 * score, None, None, int(n))
    effective = n / _design_effect(found, n, score)
    more = effective + ADDED
    p, d = (effective * share_for + ADDED / 4) / more, (effective * share_against + ADDED / 4) / more
    centre = p - d
    half = z_of(confidence) * sqrt((p + d - centre**2) / more)
    low, high = max(-1.0, centre - half), min(1.0, centre + half)
    return Estimate(100 * score, 100 * min(low, score), 100 * max(high, score), int(n))


def _design_effect(found: Together, n: float, score: float) -> float:
    """1 with one answer each; the mean number of answers of one where everybody answered the same."""
    groups = len(found.n)
    if groups == n:
        return 1.0
    passives = found.n - found.promoters - found.detractors
    squares = float(
        (found.promoters * (1 - score) ** 2 + found.detractors * (1 + score) ** 2 + passives * score**2).sum()
    )
    if squares == 0:
        return n / groups
    residuals = found.promoters - found.detractors - found.n * score
    between = groups / (groups - 1) * float((residuals**2).sum()) / n**2
    return max(1.0, between / (squares / (n * (n - 1))))

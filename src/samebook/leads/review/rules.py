"""What a criterion decides, and whether the leads for which it was false did otherwise. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from samebook.book.judging import LevelResult, Verdict, verdict_for
from samebook.numbers.estimates import Estimate, newcombe, wilson

FEWEST_EXPECTED = 5
"""Two shares are compared only where at least so many of each kind would be expected in both groups.

Source: Cochran, Some methods for strengthening the common chi-squared tests, Biometrics 10 (1954).
"""
FEW = 40
"""Up to so many leads a share is called small. Source: Brown, Cai & DasGupta, Statistical Science 16 (2001)."""
FALSE_DISCOVERIES = 0.05
"""The share of the proposals that may rest on chance, over all comparisons of a review."""
RARE = 0.01
"""A criterion “never decides” when it decided no verdict and the interval's upper end lies below this."""

Levels = tuple[LevelResult, ...]


class Answer(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


def answer_to(levels: Levels, level: str, criterion: str) -> Answer | None:
    """How a criterion came out in a judgement; None when the judgement does not have it."""
    for found in levels:
        if found.level == level:
            for answer, names in (
                (Answer.TRUE, found.met), (Answer.FALSE, found.false), (Answer.UNKNOWN, found.unknown),
            ):  # fmt: skip
                if criterion in names:
                    return answer
    return None


def without(levels: Levels, level: str, criterion: str) -> Levels:
    """A judgement as it would read had the level not had the criterion."""

    def cut(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name != criterion)

    return tuple(
        LevelResult(each.level, cut(each.met), cut(each.false), cut(each.unknown)) if each.level == level else each
        for each in levels
    )


@dataclass(frozen=True, slots=True)
class Decides:
    """What a criterion alone decides, of ``n`` recorded judgements.

    Attributes:
        to_deliver: Leads that would be delivered without it and are not.
        to_ask: Leads in nurture that would be asked without it.
        level_up: Delivered leads that would have a better level without it.
        share: Of all judgements, those that would be otherwise.
    """

    n: int
    to_deliver: int
    to_ask: int
    level_up: int
    share: Estimate

    @property
    def flips(self) -> int:
        return self.to_deliver + self.to_ask + self.level_up

    @property
    def never(self) -> bool:
        """Whether so many judgements without one that hung on it show that it decides hardly any."""
        return self.flips == 0 and self.share.high is not None and self.share.high < RARE


def decides(judged: Iterable[tuple[Levels, int]], level: str, criterion: str) -> Decides:
    """Judge again without the criterion, from the truths as they were recorded.

    Args:
        judged: Judgements of one edition, each with the number of leads that have it.
    """
    n = to_deliver = to_ask = level_up = 0
    for levels, count in judged:
        n += count
        before, after = verdict_for(levels), verdict_for(without(levels, level, criterion))
        if before == after:
            continue
        if before[0] == Verdict.DELIVER:
            level_up += count
        elif after[0] == Verdict.DELIVER:
            to_deliver += count
        else:
            to_ask += count
    return Decides(n, to_deliver, to_ask, level_up, wilson(to_deliver + to_ask + level_up, n))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Leads for which a criterion was false against those for which it was true, delivered at the same level.

    Attributes:
        outcome: ``accepted``, ``opportunity`` or ``won``.
        delivered_level: Both groups were delivered at it, so both were owed the same follow-up.
        difference: False minus true, with Newcombe's interval.
        p: Two-sided, of the pooled test; null where there are too few.
        adjusted: The same over all comparisons of the review (Benjamini & Hochberg).
    """

    outcome: str
    delivered_level: str
    false_hits: int
    false_n: int
    true_hits: int
    true_n: int
    difference: Estimate
    p: float | None
    adjusted: float | None = None

    @property
    def is_evidence(self) -> bool:
        """Whether the interval excludes “no difference”, and chance over all comparisons is an unlikely reason."""
        low, high = self.difference.low, self.difference.high
        if low is None or high is None or self.adjusted is None:
            return False
        return (low > 0 or high < 0) and self.adjusted <= FALSE_DISCOVERIES


def compare(outcome: str, delivered_level: str, false: tuple[int, int], true: tuple[int, int]) -> Comparison:
    """Two shares, given as (hits, n)."""
    p = two_sided(*false, *true) if enough(*false, *true) else None
    return Comparison(outcome, delivered_level, *false, *true, newcombe(*false, *true), p)


def enough(hits: int, n: int, other_hits: int, other_n: int) -> bool:
    """Cochran's rule: at least five expected in each of the four cells."""
    if not (n and other_n):
        return False
    share = (hits + other_hits) / (n + other_n)
    return min(n, other_n) * min(share, 1 - share) >= FEWEST_EXPECTED


def two_sided(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Probability of a difference as large by chance: the pooled z test, that is chi-squared of a 2x2 table."""
    pooled = (hits + other_hits) / (n + other_n)
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    return 1.0 if spread == 0 else 2 * (1 - NormalDist().cdf(abs(hits / n - other_hits / other_n) / spread))


def benjamini_hochberg(probabilities: Sequence[float]) -> list[float]:
    """Each probability adjusted for how many were looked at; those up to a share hold that share of false ones.

    Source: Benjamini & Hochberg, JRSS B 57 (1995); METHODS 6 (their fifteen: four at 0.05).
    """
    total = len(probabilities)
    order = sorted(range(total), key=lambda place: probabilities[place], reverse=True)
    adjusted, least = [1.0] * total, 1.0
    for rank, place in zip(range(total, 0, -1), order, strict=True):
        least = min(least, probabilities[place] * total / rank)
        adjusted[place] = least
    return adjusted

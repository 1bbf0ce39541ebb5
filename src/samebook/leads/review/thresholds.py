"""Whether another threshold is supported: the rule, stated before the figures (docs/decisions/thresholds.md). Pure.

All values are turned so that a higher one meets the criterion: of ``<=`` they are taken negative.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from samebook.leads.review.cutting import Counted, deepest
from samebook.numbers.estimates import newcombe, wilson

Value = Decimal | int
MOST_CUTS = 12
"""Thresholds tried on each side."""
CHANCE = 0.05
"""The probability that a review proposes anything at all where no threshold matters (Holm 1979 over all its tests)."""
FARTHEST = 0.15
"""Leads that a lower bar would let in may be proven at most so much worse than those that pass."""
LOOSER, STRICTER = "looser", "stricter"


@dataclass(frozen=True, slots=True)
class Case:
    """One delivered, worked lead: its value, turned; whether what was asked came about."""

    value: Value
    hit: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One side of one criterion and one outcome, at the level where most of that side were delivered.

    Attributes:
        move: ``looser``: leads that fail now, and those of them that a lower bar would let in. ``stricter``: leads that
            pass now, and those that a higher bar would hold back.
        bar: The threshold as it is, turned.
        strict: The bar itself does not pass.
        passing: Of the same level, the leads that pass now, as (hits, n); what ``looser`` is held against.
    """

    key: str
    outcome: str
    level: str
    move: str
    bar: Value
    cases: tuple[Case, ...]
    passing: Counted = (0, 0)
    strict: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a question.

    Attributes:
        cut: The bar that parts the side most, turned; None where there are too few to try any.
        below, above: Counts on either side of it.
        p: Exact, over all bars tried on this side; ``adjusted`` over all questions of the review.
        tried: How many bars were: those that leave enough leads on both sides.
    """

    question: Question
    cut: Value | None
    below: Counted
    above: Counted
    p: float | None
    tried: int
    adjusted: float | None = None

    @property
    def is_evidence(self) -> bool:
        return self.adjusted is not None and self.adjusted <= CHANCE

    @property
    def rises(self) -> bool:
        """Whether the leads nearer to the good side did better."""
        return bool(self.above[1] and self.below[1]) and (self.above[0] / self.above[1] > self.below[0] / self.below[1])

    @property
    def is_apart(self) -> bool:
        """Whether the two intervals do not overlap."""
        above, below = wilson(*self.above), wilson(*self.below)
        return bool(above.low is not None and below.high is not None and above.low > below.high)

    @property
    def keeps_up(self) -> bool:
        """Whether those that a lower bar lets in are shown not to be much worse than those that pass."""
        if self.question.move == STRICTER:
            return True
        found = newcombe(*self.above, *self.question.passing)
        return found.low is not None and found.low >= -FARTHEST


def candidates(cases: Sequence[Case], bar: Value, *, whole: bool) -> list[Value]:
    """Bars to try, from the values alone: their quantiles, rounded to two digits, ascending.

    Args:
        whole: Values are whole numbers, and so are bars.
    """
    values = sorted(case.value for case in cases)
    found = set()
    for step in range(1, MOST_CUTS + 1):
        value = values[len(values) * step // (MOST_CUTS + 1)] if values else bar
        found.add(value if whole else _round(value))
    return sorted(each for each in found if each != bar)


def ask(question: Question) -> Tried:
    """Try the bars of one side."""
    cases = question.cases
    bars = [each for each in candidates(cases, question.bar, whole=question.whole) if _inside(each, question)]
    place = bisect_left if question.strict else bisect_right
    bands = [[0, 0] for _ in range(len(bars) + 1)]
    for case in cases:
        band = bands[place(bars, case.value)]
        band[0] += case.hit
        band[1] += 1
    cut = deepest([(hits, n) for hits, n in bands])
    if cut is None:
        return Tried(question, None, (0, 0), (0, 0), None, 0)
    return Tried(question, bars[cut.place - 1], cut.below, cut.above, cut.p, cut.tried)


def judged(questions: Iterable[Question]) -> list[Tried]:
    """Every question of a review, p adjusted for all of them (Holm)."""
    found = [ask(question) for question in questions]
    tested = sorted((place for place, each in enumerate(found) if each.p is not None), key=lambda at: found[at].p or 0)
    least = 0.0
    for rank, place in enumerate(tested):
        least = max(least, min(1.0, (found[place].p or 0.0) * (len(tested) - rank)))
        found[place] = replace(found[place], adjusted=least)
    return found


def proposal(tried: Sequence[Tried]) -> Tried | None:
    """The move that the questions of one criterion support; None where none is, or where they contradict each other."""
    if any(each.is_evidence and not each.rises for each in tried):
        return None
    found = [each for each in tried if each.is_evidence and each.rises and each.is_apart and each.keeps_up]
    if len({each.question.move for each in found}) != 1:
        return None
    return min(found, key=lambda each: each.adjusted or 0.0)


def _inside(bar: Value, question: Question) -> bool:
    return bar < question.bar if question.move == LOOSER else bar > question.bar


def _round(value: Value) -> Value:
    """Two digits that count: 47,312 as 47,000."""
    number = Decimal(value)
    if not number:
        return Decimal(0)
    return number.quantize(Decimal(1).scaleb(number.adjusted() - 1)) + 0

"""What became of a figure from one period to another, with its interval. Pure.

Both figures are of one measure, over different days, so that no record is in both (none of a measure whose rows have a
day is); the intervals take the two as independent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from samebook.numbers.estimates import Estimate, newcombe, nothing, rate_ratio
from samebook.numbers.measures import Kind
from samebook.numbers.results import Cell, Row

Form = Literal["points", "ratio", "difference"]

NEWCOMBE = "Difference of two shares, 95 % interval by Newcombe's method 10."
POISSON_RATIO = "Ratio of the rates per day, both counts as Poisson, 95 % interval of its logarithm."
COST_RATIO = "Ratio of the costs of one: the amounts as known, both counts as Poisson, 95 % interval of its logarithm."
FROM_BOTH = "Difference of two figures, 95 % interval recovered from the two intervals (Zou and Donner 2008)."
NONE_KNOWN = "Difference of two figures of arithmetic between sums and counts: no interval is known."
NO_INTERVAL = "Ratio of two amounts, which are no sample: no interval."
FEWEST = 5
"""Below so many events in either period a ratio of counts is not given: its interval would be poor."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against the same one of other days.

    Attributes:
        form: ``points``: this share less that one (both of 1). ``ratio``: this over that. ``difference``: this less
            that, in the measure's unit.
        estimate: Null parts where the data cannot say them.
        method: How it is reckoned, in a sentence.
    """

    form: Form
    estimate: Estimate
    method: str

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no change"."""
        same = 1.0 if self.form == "ratio" else 0.0
        low, high = self.estimate.low, self.estimate.high
        return low is not None and high is not None and not low <= same <= high


def change_of(kind: Kind, now: Row | None, before: Row | None, *, days: int, days_before: int) -> Change:
    """This row against the one of the same group in the period before.

    Args:
        now: Null where the group has no row in these days.
        days: Length of the periods, by which counts are made rates.

    Source: METHODS 6; Newcombe 1998; Breslow & Day 1987; Zou & Donner, Statistics in Medicine 27 (2008).
    """
    form, method, reckon = KINDS[kind]
    if now is None or before is None:
        return Change(form, nothing(), method)
    return Change(form, reckon(now, before, days, days_before), method)


def why_bare(kind: Kind, *, at_difference: bool) -> str:
    """Why a relative change has no interval.

    Args:
        at_difference: The difference beside it has one.
    """
    form, method, _ = KINDS[kind]
    if method == NO_INTERVAL:
        return "amounts are no sample: no interval"
    if method == NONE_KNOWN:
        return "no interval is known"
    return "the difference has the interval" if at_difference and form != "ratio" else "too few for an interval"


def _count(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    if min(now.n, before.n) < FEWEST:
        return nothing(now.n + before.n)
    return rate_ratio(now.n, days, before.n, days_before)


def _rate(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    return newcombe(_whole(now.cells, "hits"), now.n, _whole(before.cells, "hits"), before.n)


def _share(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    return newcombe(now.n, _whole(now.cells, "of"), before.n, _whole(before.cells, "of"))


def _cost(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    spent, spent_before = now.cells.get("amount"), before.cells.get("amount")
    if not spent or not spent_before or min(now.n, before.n) < FEWEST:
        return nothing(now.n + before.n)
    found, factor = rate_ratio(before.n, 1, now.n, 1), float(spent) / float(spent_before)
    value, low, high = (None if part is None else part * factor for part in (found.value, found.low, found.high))
    return Estimate(value, low, high, found.n)


def _amount(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    amount, before_it = now.cells.get("amount"), before.cells.get("amount")
    if amount is None or not before_it:
        return nothing(now.n + before.n)
    return Estimate(float(amount) / float(before_it) * days_before / days, None, None, now.n + before.n)


def _from_both(now: Row, before: Row, days: int, days_before: int) -> Estimate:
    this, that = now.estimate or nothing(), before.estimate or nothing()
    n = now.n + before.n
    if this.value is None or that.value is None:
        return nothing(n)
    difference = this.value - that.value
    if this.low is None or this.high is None or that.low is None or that.high is None:
        return Estimate(difference, None, None, n)
    below = sqrt((this.value - this.low) ** 2 + (that.high - that.value) ** 2)
    above = sqrt((this.high - this.value) ** 2 + (that.value - that.low) ** 2)
    return Estimate(difference, difference - below, difference + above, n)


def _whole(cells: Mapping[str, Cell], name: str) -> int:
    return int(cells.get(name) or 0)


Reckon = Callable[[Row, Row, int, int], Estimate]
KINDS: Mapping[Kind, tuple[Form, str, Reckon]] = {
    "count": ("ratio", POISSON_RATIO, _count),
    "rate": ("points", NEWCOMBE, _rate),
    "share": ("points", NEWCOMBE, _share),
    "ratio": ("ratio", COST_RATIO, _cost),
    "amount": ("ratio", NO_INTERVAL, _amount),
    "mean": ("difference", FROM_BOTH, _from_both),
    "quantile": ("difference", FROM_BOTH, _from_both),
    "survival": ("points", FROM_BOTH, _from_both),
    "rank": ("difference", FROM_BOTH, _from_both),
    "score": ("difference", FROM_BOTH, _from_both),
    "formula": ("difference", NONE_KNOWN, _from_both),
    "change": ("difference", FROM_BOTH, _from_both),
}

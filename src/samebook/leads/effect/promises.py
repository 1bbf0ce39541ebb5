"""What marketing promises, against what the period would have brought. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samebook.book.model import MarketingPromise
from samebook.kernel.periods import Period

DAYS_IN = {"week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}


@dataclass(frozen=True, slots=True)
class Expected:
    """One promise of a text and what to expect of it.

    Attributes:
        territory: Its code; None for the company as a whole.
        delivered: Leads of the level, and of the territory with those below it, that the text would have delivered.
        expected: As many in one ``per`` at the same pace.
        low, high: 95 % interval of ``expected``, the deliveries taken as a count (Poisson).
    """

    level: str
    territory: str | None
    promised: int
    per: str
    delivered: int
    expected: float
    low: float
    high: float

    @property
    def is_out_of_reach(self) -> bool:
        """Whether even the upper end lies below what is promised."""
        return self.high < self.promised


def expect(
    promises: Iterable[MarketingPromise],
    delivered: Iterable[tuple[str, str | None, int]],
    period: Period,
    below: Mapping[str, frozenset[str]],
) -> list[Expected]:
    """Each promise of a text.

    Args:
        delivered: Level, territory's code and number of the leads that it would have delivered.
        below: Per territory's code the codes of it and of all below it.
    """
    from samebook.numbers.estimates import poisson

    rows = list(delivered)
    found = []
    for promise in promises:
        places = below.get(promise.territory, frozenset({promise.territory})) if promise.territory else None
        number = sum(n for level, place, n in rows if level == promise.level and (places is None or place in places))
        scale = DAYS_IN[promise.per] / period.days
        interval = poisson(number)
        ends = (float(end or 0) * scale for end in (interval.low, interval.high))
        found.append(
            Expected(promise.level, promise.territory, promise.leads, promise.per, number, number * scale, *ends)
        )
    return found

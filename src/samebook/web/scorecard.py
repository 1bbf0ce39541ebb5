"""Both sides of the agreement in figures: what marketing delivered, what sales accepted and followed up in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from samebook.agreement.queries import in_words
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

if TYPE_CHECKING:
    from samebook.numbers.estimates import Estimate
    from samebook.numbers.results import Result

DAYS = 90
MEASURES = (
    ("delivered", "marketing"),
    ("accepted", "marketing"),
    ("cost_per_qualified_lead", "marketing"),
    ("follow_up_on_time", "sales"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one side.

    Attributes:
        name: Of the measure.
        value: A count, a share of 1, or an amount; None where there is no data.
        before: The same in the period before.
        low: Lower end of the 95 % interval, where there is one.
        currency: Of an amount; else empty.
        n: Records behind it.
    """

    name: str
    title: str
    means: str
    side: str
    is_share: bool
    value: float | None
    before: float | None
    low: float | None
    high: float | None
    currency: str
    n: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The last 90 whole days against the 90 before, from the snapshot."""

    lines: list[Line]
    period: Period
    as_of: datetime
    editions: tuple[int, ...]

    @property
    def edition_words(self) -> str:
        return in_words([str(number) for number in self.editions])

    @property
    def last_day(self) -> date:
        return self.period.end - timedelta(days=1)


def scorecard(actor: Actor, *, today: date) -> Scorecard | None:
    """The scorecard; None while there is no snapshot."""
    from samebook.numbers.evaluate import evaluate

    period = Period(today - timedelta(days=DAYS), today)
    lines = []
    try:
        for name, side in MEASURES:
            now, before = (evaluate(name, actor=actor, period=each) for each in (period, period.previous()))
            lines.append(_line(now, before, side))
    except Refused as refused:
        if refused.code != "numbers.no_snapshot":
            raise
        return None
    return Scorecard(lines, period, now.as_of, now.editions)


def _line(now: "Result", before: "Result", side: str) -> Line:
    found, earlier = _estimate(now), _estimate(before)
    return Line(
        name=now.measure.name,
        title=now.measure.title,
        means=now.measure.means,
        side=side,
        is_share=now.measure.kind == "rate",
        value=found.value if found else None,
        before=earlier.value if earlier else None,
        low=found.low if found else None,
        high=found.high if found else None,
        currency=now.currency if now.measure.kind == "ratio" else "",
        n=found.n if found else 0,
    )


def _estimate(result: "Result") -> "Estimate | None":
    return result.rows[0].estimate if result.rows else None

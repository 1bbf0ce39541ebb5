"""Why sales stand still at Tarnvik, for how long, and what a play changes of it: the true rates. Pure.

A stall of a cause ends with the same chance on each day, whatever ends it, and a play multiplies this chance from the
moment it is begun. So what a play saves is known to the day, over every horizon and whenever it was begun.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np

from samebook.numbers.two_arms import HORIZONS

ONCE, TWICE = 0.24, 0.03
"""Share of sales that stand still once, and twice."""

NOTED_FROM = 150
"""Days after the beginning from which reps write stalls down."""

TAKEN = 0.75
"""Share of plays offered for a stall that are begun, if it lasts long enough."""

WAITS = 3.0
"""Mean days from the offer to the beginning of a play; exponential."""

LOSES = 0.5
"""Of sales that are lost, the share whose last stall ends with the loss."""


@dataclass(frozen=True, slots=True)
class Why:
    """One cause.

    Attributes:
        share: Of all stalls.
        days: Mean length without a play; exponential.
        faster: By how much a play multiplies the chance to end, from its beginning on; 1 for one that does nothing.
    """

    cause: str
    share: float
    days: float
    faster: float


CAUSES = (
    Why("claim_doubted", 0.45, 44.0, 2.2),
    Why("comparison_missing", 0.15, 30.0, 2.0),
    Why("waits_for_budget", 0.12, 46.0, 1.0),
    Why("silence", 0.10, 30.0, 1.5),
    Why("send_more", 0.08, 24.0, 1.7),
    Why("access_refused", 0.04, 36.0, 1.8),
    Why("legal", 0.03, 22.0, 1.6),
    Why("committee", 0.03, 40.0, 1.0),
)


@dataclass(frozen=True, slots=True)
class Stalled:
    """One stall of a sale, as far as chance decides.

    Attributes:
        place: Where in the course of the sale it begins, as a share of it.
        lasts: How long it lasts without a play, as a share of its cause's mean.
        taken: Whether a play that is offered is begun; ``after`` so many days.
        draws: For the rest: who is named, who begins the play, what is said of it.
    """

    why: Why
    place: float
    lasts: float
    taken: bool
    after: float
    draws: Sequence[float]

    def days(self, begun: float | None) -> float:
        """Days from its opening to its end, with a play begun so many days after it; None for none."""
        alone = self.lasts * self.why.days
        return alone if begun is None or begun >= alone else begun + (alone - begun) / self.why.faster


def stalls_of(draws: Sequence[float]) -> tuple[Stalled, ...]:
    """The stalls of one sale, by its own random numbers (at least 21), in their order."""
    count = 2 if draws[0] < TWICE else 1 if draws[0] < TWICE + ONCE else 0
    found = [stalled(draws[1 + 10 * number : 11 + 10 * number]) for number in range(count)]
    return tuple(sorted(found, key=lambda each: each.place))


def stalled(draws: Sequence[float]) -> Stalled:
    """One stall, by ten random numbers."""
    return Stalled(
        why=_cause(float(draws[0])),
        place=0.05 + 0.9 * float(draws[1]),
        lasts=-log(1 - float(draws[2])),
        taken=bool(draws[3] < TAKEN),
        after=-WAITS * log(1 - float(draws[4])),
        draws=[float(each) for each in draws[5:]],
    )


def _cause(draw: float) -> Why:
    left = draw
    for why in CAUSES:
        left -= why.share
        if left < 0:
            return why
    return CAUSES[-1]


def mean_days(why: Why, horizon: float, begun: float | None = None) -> float:
    """True mean days of a stall up to a horizon, with a play begun so many days after its opening; None for none."""
    if begun is None or begun >= horizon:
        return _exponential(1 / why.days, horizon)
    before = _exponential(1 / why.days, begun)
    return before + exp(-begun / why.days) * _exponential(why.faster / why.days, horizon - begun)


def saved(why: Why, horizon: float) -> float:
    """True days saved up to a horizon by a play, against none: what an analysis with delayed entry estimates."""
    return mean_days(why, horizon) - mean_days(why, horizon, 0.0)


def saved_by_offer(why: Why, horizon: float) -> float:
    """True days saved up to a horizon by offering a play, which is begun now and then: what a lot estimates."""
    middles = (np.arange(2_000) + 0.5) / 2_000
    begun = [mean_days(why, horizon, -WAITS * log(1 - float(each))) for each in middles]
    return TAKEN * (mean_days(why, horizon) - float(np.mean(begun)))


def declared() -> Mapping[str, Any]:
    """The true rates as figures, to be kept beside the records."""
    return {
        "sales_that_stall": {"once": ONCE, "twice": TWICE},
        "play": {"begun_when_offered": TAKEN, "mean_days_until_begun": WAITS},
        "causes": {
            each.cause: {"share": each.share, "mean_days": each.days, "play_multiplies_chance_of_end": each.faster}
            for each in CAUSES
        },
    }


def expected() -> Mapping[str, Any]:
    """True days saved by horizon in days, by cause: by a play once begun, and by the offer of one."""
    return {
        each.cause: {
            "saved": {str(days): round(saved(each, days), 4) for days in HORIZONS},
            "saved_by_offer": {str(days): round(saved_by_offer(each, days), 4) for days in HORIZONS},
        }
        for each in CAUSES
    }


def _exponential(rate: float, until: float) -> float:
    return (1 - exp(-rate * until)) / rate

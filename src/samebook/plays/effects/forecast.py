"""Before a lot begins: how many accounts it would draw, and after how long it would see which days saved. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from samebook.kernel.refusals import Refused
from samebook.numbers.restricted import mean_until, spread_until
from samebook.numbers.survival import RiskTable, still_waiting
from samebook.numbers.two_arms import LEAST_ENDS
from samebook.plays.effects.estimating import HOURS, detectable

LOOKED_BACK = 365
"""Days; as many as a lot may be foreseen for: what lies further is not said."""
STEPS = (30, 60, 90, 180, 365)
"""After so many days of drawing the forecast is told."""
SHORTEST = 7


@dataclass(frozen=True, slots=True)
class Past:
    """Stalls that a lot would have drawn.

    Attributes:
        drawn: Days ago → accounts whose latest stall was opened then; of the last ``LOOKED_BACK`` days.
        stalls: Of each account's first one in these days, how long it lasted in days; as a table of risk.
        since: For how many days stalls have been written down, that of the first one with it.
    """

    drawn: dict[int, int]
    stalls: RiskTable
    since: int

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int | None, int]]) -> "Past":
        """Rows of what (``drawn``, ``open``, ``ended``, ``since``), when in days ago or how long in hours, how many."""
        drawn: dict[int, int] = {}
        lasted: list[tuple[int, int, int]] = []
        since = 0
        for what, at, n in rows:
            if at is None:
                continue
            if what == "drawn":
                drawn[at] = n
            elif what == "since":
                since = at + 1
            else:
                lasted.append((at, int(what == "ended"), n))
        hours, ended, counts = (
            np.array(each, dtype=np.int64) for each in (zip(*lasted, strict=True) if lasted else ([],) * 3)
        )
        return cls(drawn, RiskTable.of(hours / HOURS, ended, counts), since)

    def accounts_in(self, days: int) -> int:
        """How many different accounts had a stall in the last so many days: those that a lot would have drawn."""
        return sum(n for ago, n in self.drawn.items() if ago < days)


@dataclass(frozen=True, slots=True)
class Step:
    """After so many days of drawing: accounts in each arm by the share, and the days saved that would be seen.

    Attributes:
        seen: Null where nothing would be: fewer ends in an arm than a read-out asks for, or more days than stalls last.
    """

    days: int
    accounts: int
    offered: int
    held_back: int
    seen: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a lot could see, were the next months like the last.

    Attributes:
        spread: Standard deviation of the days that a stall lasts up to the horizon; null where too few ended, or
            nobody was followed that long.
        mean: Mean of them; null with ``spread``.
        ends: How many of these stalls ended within the horizon.
        accounts: That it would have drawn in ``told_for`` days, and in the last 30.
        steps: None without ``spread``; not beyond the days for which stalls have been written down.
        enough_after: Days of drawing after which the smallest difference worth knowing would be seen; null where that
            does not happen in the days looked back.
        told_for: For how many days it is told.
    """

    spread: float | None
    mean: float | None
    ends: int
    accounts: int
    in_a_month: int
    steps: tuple[Step, ...]
    enough_after: int | None
    told_for: int


def forecast(past: Past, *, share: float, horizon: int, worthwhile: float, days: int) -> Forecast:
    """What a lot of these numbers would see.

    Args:
        share: To be held back, of 1.
        days: For how many days it is to draw; one of the steps.

    Source: ``detectable``; the spread is that of the restricted time of past stalls, whether they had a play or not,
        and taken to be the same in both arms.
    """
    told_for = min(past.since, LOOKED_BACK)
    accounts, in_a_month = past.accounts_in(told_for), past.accounts_in(STEPS[0])
    try:
        mean = mean_until(past.stalls, until=horizon)
    except Refused:
        return Forecast(None, None, 0, accounts, in_a_month, (), None, told_for)
    if mean.ends < LEAST_ENDS or not mean.has_interval:
        return Forecast(None, None, mean.ends, accounts, in_a_month, (), None, told_for)
    spread = spread_until(past.stalls, until=horizon)
    ended = 1 - (still_waiting(past.stalls).at(horizon).value or 0.0)

    def after(drawing: int) -> Step:
        n = past.accounts_in(drawing)
        held = round(n * share)
        offered = n - held
        seen = detectable(spread, offered, held)
        is_told = min(held, offered) * ended >= LEAST_ENDS and seen is not None and seen <= mean.value
        return Step(drawing, n, offered, held, seen if is_told else None)

    steps = sorted({each for each in (*STEPS, days, told_for) if SHORTEST <= each <= told_for})
    found = (after(each) for each in range(SHORTEST, told_for + 1))
    enough = next((step.days for step in found if step.seen is not None and step.seen <= worthwhile), None)
    return Forecast(
        spread, mean.value, mean.ends, accounts, in_a_month, tuple(map(after, steps)), enough, told_for
    )  # fmt: skip

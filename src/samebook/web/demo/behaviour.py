"""How people act on a delivered lead: the true rates, and what each response makes of them. Pure.

Every chance is a function of what is true of the lead and of the rep, so that the records can be checked against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import erf, exp, log, sqrt
from typing import Any

from samebook.web.demo.cast import Habits
from samebook.web.demo.coming import Coming

REACHED = 0.5
"""Chance that one attempt reaches the person."""

ASK_REACHED, ASK_ANSWERED = 0.50, 0.82
"""Chance that telesales reaches the person, and that one reached answers a question."""

FADES = 1.0
"""Of accepted leads that never become an opportunity, the share that the rep hands back later."""

FADE_FROM, FADE_TO = 20.0, 70.0
"""Days after acceptance within which that happens, evenly."""

SHAPE, SCALE = 1.25, 34.0
"""Weibull: days from acceptance to the opportunity, for leads that become one."""

CLOSE_MEDIAN, CLOSE_SPREAD = 58.0, 0.55
"""Log-normal: days from the opportunity's opening to its close, without those in which it stood still.

A sale that is lost with a stall ends with it, sooner than that.
"""

ACCEPT: Mapping[str, float] = {"A": 1.9, "B": 1.1}
CONVERT: Mapping[str, float] = {"A": 0.1, "B": -0.6}
WIN: Mapping[str, float] = {"A": -0.45, "B": -0.8}
USUAL = 0.5
"""Logit for a level that is not named here; as for B, less this."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What is true of one delivered lead.

    Attributes:
        on_time: The first attempt within the Book's time.
        accept: Acceptance at the first answer.
        convert: An opportunity ever, once accepted.
        win: The opportunity is won.
    """

    on_time: float
    accept: float
    convert: float
    win: float


def chances(coming: Coming, level: str, habits: Habits) -> Chances:
    """The true chances of a lead at a level with a rep."""
    is_real = coming.is_real
    source = coming.said.source
    return Chances(
        on_time=on_time(habits),
        accept=_share(_base(ACCEPT, level) + (0.6 if is_real else -1.7) + habits.leniency),
        convert=_share(_base(CONVERT, level) + (0.55 if is_real else -2.0) + source.convert),
        win=_share(_base(WIN, level) + (0.2 if is_real else -1.2) + habits.craft),
    )


def on_time(habits: Habits) -> float:
    """The share of first attempts within the Book's time: log-normal, less what is forgotten."""
    return (1 - habits.forgets) * _phi(-log(habits.pace) / habits.spread)


def converted_by(days: float) -> float:
    """Of leads that become an opportunity, the share that has within so many days of acceptance."""
    return 1 - exp(-((days / SCALE) ** SHAPE)) if days > 0 else 0.0


def faded_by(days: float) -> float:
    """Of accepted leads that are handed back later, the share that is by then."""
    return min(max((days - FADE_FROM) / (FADE_TO - FADE_FROM), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Course:
    """What the rep and the customer will do with one delivered lead, as far as chance decides.

    Attributes:
        delay: The first attempt, as a share of the time the Book allows; late above 1.
        is_forgotten: It is left lying; a manager may notice.
        reached_at: The attempt that reaches the person, from 1; 0 for none.
        makes_all: Whether all attempts owed are made.
        fade_after: Days from acceptance to being handed back; None when it stays.
        convert_after: Days from acceptance to the opportunity; None for never.
        close_after: Days from the opportunity to its end.
    """

    delay: float
    is_forgotten: bool
    reached_at: int
    makes_all: bool
    is_accepted: bool
    fade_after: float | None
    convert_after: float | None
    is_won: bool
    close_after: float
    amount: float


def course_of(coming: Coming, level: str, habits: Habits) -> Course:
    """What happens to a lead, by its own random numbers."""
    draws, chance = coming.draws, chances(coming, level, habits)
    forgotten = bool(draws[10] < habits.forgets)
    delay = 5 + 9 * draws[11] if forgotten else habits.pace * exp(habits.spread * _quantile(draws[11]))
    converts = bool(draws[13] < chance.convert)
    fades = not converts and bool(draws[14] < FADES)
    return Course(
        delay=float(delay),
        is_forgotten=forgotten,
        reached_at=_reached_at(float(draws[12])),
        makes_all=bool(draws[38] < habits.diligence),
        is_accepted=bool(draws[15] < chance.accept),
        fade_after=FADE_FROM + (FADE_TO - FADE_FROM) * float(draws[16]) if fades else None,
        convert_after=SCALE * (-log(1 - float(draws[17]))) ** (1 / SHAPE) if converts else None,
        is_won=bool(draws[18] < chance.win),
        close_after=CLOSE_MEDIAN * exp(CLOSE_SPREAD * _quantile(draws[19])),
        amount=0.75 + 0.6 * float(draws[37]),
    )


def pick(names: Sequence[str], liked: Mapping[str, float], draw: float) -> str:
    """One of the names, by what is liked of each (1 where nothing is said)."""
    weights = [liked.get(name, 1.0) for name in names]
    left = draw * sum(weights)
    for name, weight in zip(names, weights, strict=True):
        left -= weight
        if left < 0:
            return name
    return names[-1]


def declared() -> dict[str, Any]:
    """The true rates as figures, to be kept beside the records."""
    return {
        "reached_by_attempt": REACHED,
        "ask": {"reached_by_attempt": ASK_REACHED, "answered_by_question": ASK_ANSWERED},
        "faded": {"share": FADES, "days_from": FADE_FROM, "days_to": FADE_TO},
        "days_to_opportunity": {"weibull_shape": SHAPE, "weibull_scale": SCALE},
        "days_to_close_without_stalls": {"median": CLOSE_MEDIAN, "spread_of_logarithm": CLOSE_SPREAD},
        "logit_by_level": {"accept": dict(ACCEPT), "convert": dict(CONVERT), "win": dict(WIN)},
        "usual_habits": asdict(Habits()),
    }


def _base(by_level: Mapping[str, float], level: str) -> float:
    return by_level.get(level, by_level["B"] - USUAL)


def _reached_at(draw: float) -> int:
    """Geometric: the attempt that succeeds, however many are made."""
    return int(log(1 - draw) / log(1 - REACHED)) + 1


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def _phi(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def _quantile(draw: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(min(max(draw, 1e-9), 1 - 1e-9))

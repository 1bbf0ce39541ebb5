"""What a page of numbers answers: figures, alone or compared, how old they are, and what hinders new ones."""

from dataclasses import dataclass
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.numbers.answering import Failure, answers
from samebook.numbers.compared import Compared, Comparison, compared
from samebook.numbers.kept import Question
from samebook.numbers.measures import Measure
from samebook.numbers.results import Result
from samebook.numbers.within import Within
from samebook.web.definitions import Part, laid_out


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants of a measure; ``parts`` where it is counted as it was defined then."""

    measure: Measure
    dimension: str | None = None
    period: Period | None = None
    within: Within | None = None
    comparison: Comparison | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The figures and their state.

    Attributes:
        result: Those to show, with the columns of the comparison if there is one; None when there are none at all.
        now: Those of the days asked for alone.
        is_current: Whether they are of the current snapshot; else the last good ones.
        is_coming: Whether new ones are being made.
        failure: Set while new ones cannot be had.
    """

    result: Result | None
    now: Result | None
    compared: Compared | None
    is_current: bool
    is_coming: bool
    failure: Failure | None


def answer(actor: Actor, asked: Asked, *, at: datetime, wait: bool = False) -> Answered:
    """Ask for the figures; see ``numbers.answering``.

    Args:
        wait: Rather wait than get older ones.
    """

    def question(period: Period | None, measure: Measure = asked.measure) -> Question:
        return Question.of(actor, measure, asked.dimension, period, asked.within)

    comparison = asked.comparison
    if asked.parts:
        found = answers(actor, *(question(part.period, part.measure) for part in asked.parts), at=at, wait=wait)
    elif comparison is None:
        found = answers(actor, question(asked.period), at=at, wait=wait)
    else:
        found = answers(actor, question(comparison.now), question(comparison.before), at=at, wait=wait)
    if not found.results:
        return Answered(None, None, None, False, False, found.failure)
    now = laid_out(asked.parts, found.results, asked.period) if asked.parts else found.results[0]
    both = compared(now, found.results[1], comparison) if comparison else None
    coming = found.job is not None
    return Answered(both.result if both else now, now, both, found.is_current, coming, found.failure)

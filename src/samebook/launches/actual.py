"""How sales of a launched product go: from the numbers, never from records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.launches.models import Launch
from samebook.numbers.analyses.answering import answer
from samebook.numbers.analyses.definitions import analysis_named
from samebook.numbers.analyses.results import AnalysisResult
from samebook.numbers.answering import answers
from samebook.numbers.estimates import Estimate
from samebook.numbers.kept import Question
from samebook.numbers.measures import measure_named
from samebook.numbers.results import Cell

FEWEST = 5
"""Visits or sales below which figures are called too few to compare with."""


@dataclass(frozen=True, slots=True)
class ActualStage:
    """One stage as sales of the product went through it.

    Attributes:
        half: Days until half have left it, with its interval (Kaplan-Meier); null where too few have.
    """

    visits: int
    left: int
    half: Estimate

    @property
    def is_few(self) -> bool:
        return self.left < FEWEST


@dataclass(frozen=True, slots=True)
class Actual:
    """What the numbers say of a launch.

    Attributes:
        why_not: Why there are no figures; empty where there are.
        people: Mean people at the customer a sale, with its interval.
    """

    stages: dict[str, ActualStage]
    people: Estimate
    sales: int
    as_of: datetime | None = None
    why_not: str = ""

    @property
    def is_few(self) -> bool:
        return self.sales < FEWEST


def actual_of(actor: Actor, launch: Launch, stages: Sequence[str], *, at: datetime) -> Actual:
    """Days per stage and people per sale of the product, opened since the launch began; what the actor may see."""
    nothing = Actual({}, Estimate(None, None, None, 0), 0)
    if launch.begins_on > at.date():
        return Actual({}, nothing.people, 0, None, "It is not sold yet.")
    try:
        given = answer(
            analysis_named("launch_process"), actor=actor, values={"launch": launch.pk}, period=None, within=None, at=at
        )
        found = answers(actor, Question.of(actor, measure_named("launch_people"), "launch", None, None), at=at)
    except Refused as refused:
        return Actual({}, nothing.people, 0, None, refused.message)
    if given.result is None or not found.results:
        return Actual({}, nothing.people, 0, None, "The numbers cannot be had now; look again later.")
    row = next((each for each in found.results[0].rows if each.value == launch.pk), None)
    people = nothing.people
    if row is not None:
        mean, low, high = (_number(row.cells.get(f"mean{end}")) for end in ("", "_low", "_high"))
        people = Estimate(mean, low, high, row.n)
    return Actual(stages_of(given.result, stages), people, row.n if row else 0, given.result.as_of)


def stages_of(result: AnalysisResult, names: Sequence[str]) -> dict[str, ActualStage]:
    """The stages of these names that the analysis tells of."""
    found = {}
    for line in result.found.tables[0].lines if result.found.tables else ():
        if line.key in names:
            visits, left = (int(line.cells[key] or 0) for key in ("entries", "left"))
            half, low, high = (_number(line.cells[f"median{end}"]) for end in ("", "_low", "_high"))
            found[line.key] = ActualStage(visits, left, Estimate(half, low, high, visits))
    return found


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)

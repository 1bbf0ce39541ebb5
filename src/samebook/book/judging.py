"""Verdicts: which level a lead meets, what is false, what is unknown, and which question would decide it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    DELIVER = "deliver"
    ASK = "ask"
    NURTURE = "nurture"


@dataclass(frozen=True, slots=True)
class LevelResult:
    """How the criteria of one level came out, by name, in the order of the Book."""

    level: str
    met: tuple[str, ...]
    false: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A field whose value would help to decide, with the question of the Book; None when it has none."""

    field: str
    question: str | None
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level was not met, in the Book's words; the criterion's name where it gives none."""

    level: str
    criterion: str
    text: str


@dataclass(frozen=True, slots=True)
class Lift:
    """The better level that answers could still lift a delivered lead to."""

    level: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the Book says of one record.

    Attributes:
        verdict: ``deliver`` at the first level whose criteria are all true; else ``ask`` when some level has
            nothing false; else ``nurture``.
        level: The level delivered at; None otherwise.
        levels: Every level's criteria, in the order of the Book.
        questions: For ``ask``, the fields whose values would decide it, the best level's first.
        reasons: For ``nurture``, what was false.
        lift: For ``deliver``, the better level that answers could still lift it to; None when there is none.
    """

    verdict: Verdict
    level: str | None
    levels: tuple[LevelResult, ...]
    questions: tuple[Question, ...] = ()
    reasons: tuple[Reason, ...] = ()
    lift: Lift | None = None

    @property
    def false(self) -> tuple[str, ...]:
        """Criteria that are false, as ``A.money``."""
        return tuple(f"{result.level}.{name}" for result in self.levels for name in result.false)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Criteria that are unknown, as ``A.money``."""
        return tuple(f"{result.level}.{name}" for result in self.levels for name in result.unknown)


def verdict_for(levels: Iterable[LevelResult]) -> tuple[Verdict, str | None]:
    """The rule itself: the first level that is all true; ask while some level has nothing false; else nurture."""
    open_level = False
    for result in levels:
        if not result.false:
            if not result.unknown:
                return Verdict.DELIVER, result.level
            open_level = True
    return (Verdict.ASK if open_level else Verdict.NURTURE), None


def merge_questions(found: Mapping[str, tuple[str, ...]], asks: Mapping[str, str | None]) -> tuple[Question, ...]:
    """One question for each field, with the levels it helps to decide; fields by level, best level first."""
    levels: dict[str, list[str]] = {}
    for level, fields in found.items():
        for name in fields:
            levels.setdefault(name, []).append(level)
    return tuple(Question(name, asks.get(name), tuple(which)) for name, which in levels.items())

"""What an analysis answers: tables and a picture with their intervals, and everything one must know to trust them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from samebook.kernel.periods import Period
from samebook.numbers.analyses.definitions import Analysis
from samebook.numbers.estimates import Estimate
from samebook.numbers.labels import Names
from samebook.numbers.results import Cell, ResultColumn
from samebook.numbers.within import Within

Head = str | date | int | None
Form = Literal["dots", "curves", "matrix", "lorenz", "bars"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is of, and its figures by column; null is "no data", never 0.

    ``key`` is the value behind the first head, where that is a value in words; programs go by it, not by the words.
    """

    heads: tuple[Head, ...]
    cells: Mapping[str, Cell]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures; ``heads`` are the titles of what rows are of."""

    name: str
    title: str
    heads: tuple[str, ...]
    columns: tuple[ResultColumn, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One mark of a picture: a dot, a step of a curve, a cell of a matrix. ``at`` is its place on the first axis."""

    group: str
    at: Any
    value: float
    low: float | None = None
    high: float | None = None
    split: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. ``x`` and ``y`` name the axes; ``is_share`` writes the figure in per cent."""

    form: Form
    x: str
    y: str
    points: tuple[Point, ...]
    is_share: bool = True


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure in large, with its interval where one is known."""

    title: str
    kind: Literal["share", "number", "money", "count"]
    found: Estimate


@dataclass(frozen=True, slots=True)
class Found:
    """What a kind makes of the rows that SQL read.

    Attributes:
        row_count: Records counted.
        left_out: Records whose dates cannot be.
        notes: What the reader must know beside the figures: how many are too young, what stands apart.
    """

    row_count: int
    left_out: int
    headlines: tuple[Headline, ...]
    tables: tuple[Table, ...]
    picture: Picture | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: which analysis, with which numbers, over which days, seen by whom.

    Attributes:
        values: Of every parameter.
        territories: Ids that the asker sees; null for everything.
        within: The records that are counted; null for all.
        names: What values are called on the snapshot that answers.
    """

    analysis: Analysis
    values: tuple[tuple[str, int], ...]
    period: Period | None
    territories: frozenset[int] | None
    within: Within | None = None
    names: Names = field(default=Names(), compare=False)

    def value(self, name: str) -> int:
        return dict(self.values)[name]

    def called(self, dimension: str, code: str | None) -> str:
        """A value of a dimension in words."""
        return self.names.called(dimension, code)


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """One analysis, evaluated.

    Attributes:
        as_of: The instant the snapshot shows; ``stamp`` is its name.
        simulated: The figures are of a simulated company.
        currency: Of every amount.
    """

    asked: Asked
    as_of: datetime
    stamp: str
    simulated: bool
    currency: str
    found: Found

    @property
    def analysis(self) -> Analysis:
        return self.asked.analysis


def interval_columns(name: str, title: str, kind: Any, unit: str = "") -> tuple[ResultColumn, ...]:
    """A figure and the ends of its 95 % interval."""
    return (
        ResultColumn(name, title, kind, unit),
        ResultColumn(f"{name}_low", f"{title}, at least", kind, unit),
        ResultColumn(f"{name}_high", f"{title}, at most", kind, unit),
    )


def interval_cells(name: str, found: Estimate) -> dict[str, Cell]:
    """The cells of ``interval_columns``."""
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}

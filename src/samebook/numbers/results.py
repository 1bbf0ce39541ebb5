"""What a measure answers: rows with their intervals, and everything one must know to trust them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from urllib.parse import quote, unquote

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing
from samebook.numbers.estimates import Estimate
from samebook.numbers.measures import Kind, Measure
from samebook.numbers.survival import Curve
from samebook.numbers.tables import Dimension
from samebook.numbers.within import Within

Cell = int | float | Decimal | None
Key = int | str | date | None
ColumnKind = Literal["count", "share", "number", "money"]
NOT_SAID = "Not said"
ALL = "all"


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of figures.

    Attributes:
        name: Key in ``Row.cells``; ``…_low`` and ``…_high`` are the ends of the interval of ``…``.
        kind: How it is written: a share is shown in per cent.
    """

    name: str
    title: str
    kind: ColumnKind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one group.

    Attributes:
        key: Names the row in addresses and to ``drill``.
        value: The dimension's value; null where the records do not say.
        label: For people; of a rep only a number, since names are joined at display (``refers_to``).
        split: The value within the group, for measures that split.
        refers_to: Kind and id of the record whose name belongs here.
        n: Records counted.
        estimate: The headline figure, with its interval where it is a rate.
        cells: Every figure by column; null is "no data".
        curve: For survival measures.
    """

    key: str
    value: Key
    label: str
    n: int
    cells: Mapping[str, Cell]
    estimate: Estimate | None = None
    split: str | None = None
    refers_to: tuple[str, int] | None = None
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One measure, evaluated.

    Attributes:
        dimension: What the rows are split by; null for one row of everything.
        period: Days counted, in the company's zone; null for all, or where the figure is as things stand.
        within: The records that were counted; null for all.
        as_of: The instant the snapshot shows.
        stamp: The snapshot's name.
        simulated: The figures are of a simulated company.
        currency: Of every amount.
        editions: Numbers of the editions that judged the records.
        row_count: Records counted, over all rows.
        left_out: Records whose dates cannot be, such as an end before the beginning; ``drill`` lists them.
    """

    measure: Measure
    dimension: Dimension | None
    period: Period | None
    as_of: datetime
    stamp: str
    simulated: bool
    currency: str
    editions: tuple[int, ...]
    row_count: int
    left_out: int
    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """The records behind a row: the first ``ids`` (ascending) of ``total``."""

    record_kind: str
    ids: tuple[int, ...]
    total: int


HEADLINES = {
    "share": "share", "rate": "rate", "ratio": "each", "quantile": "median", "mean": "mean", "count": "n",
    "amount": "amount", "rank": "value", "formula": "value", "score": "score",
}  # fmt: skip
"""Per kind of measure the column of its headline figure; of a curve it is the first time read off."""


def headline_of(result: Result) -> ResultColumn:
    """The column of the one figure that a chart draws and a comparison is about."""
    kind, horizons = result.measure.kind, result.measure.horizons
    name = f"by_{horizons[0]:g}" if kind == "survival" else HEADLINES.get(kind, "")
    if kind == "change" and result.measure.made is not None:
        name = headline_of_change(result.measure.made.of.kind)
    shown = [column for column in result.columns if not column.name.endswith(("_low", "_high"))]
    return next((column for column in shown if column.name == name), shown[-1])


def headline_of_change(kind: Kind) -> str:
    """Which column says how a figure of a kind changed: by how much of itself where it grows with the days."""
    return "relative" if kind in ("count", "amount", "ratio") else "difference"


def key_of(value: Key, split: str | None, *, measure: Measure, dimension: Dimension | None) -> str:
    """A row's key: its values, quoted, null as nothing; ``all`` when there is neither dimension nor split."""
    parts = [value] if dimension else []
    parts += [split] if measure.split else []
    return "|".join("" if part is None else quote(str(part), safe="") for part in parts) if parts else ALL


def values_of(key: str, *, measure: Measure, dimension: Dimension | None) -> list[str | None]:
    """The texts in a row's key: of the dimension, then of the split.

    Raises:
        Missing: Not a key of such a row.
    """
    wanted = (dimension is not None) + bool(measure.split)
    parts = key.split("|") if wanted else []
    if len(parts) != wanted or (not wanted and key != ALL):
        raise Missing("row")
    return [unquote(part) or None for part in parts]

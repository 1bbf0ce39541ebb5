"""What a measure computes, as a tree: aggregates over the rows of one table, and arithmetic between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from samebook.book.expressions import Expression
from samebook.book.model import Condition

Function = Literal["count", "count_if", "count_distinct", "sum", "avg", "min", "max", "quantile"]
Since = Literal["fiscal year", "fiscal quarter", "year", "all"]
Against = Literal["previous period", "year before"]
SINCE: tuple[Since, ...] = ("fiscal year", "fiscal quarter", "year", "all")
AGAINST: tuple[Against, ...] = ("previous period", "year before")


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number of many rows; nulls are passed over, and of nothing there is no sum, mean or quantile (null).

    Attributes:
        operand: What it is taken of; None for ``count(*)``. Of ``count_if`` a condition: rows where it is true.
        at: The share of a quantile; a median is one at 0.5.
        money: Whether it adds amounts of the company's currency, so that rows without one stand apart.
    """

    function: Function
    operand: Expression | None = None
    at: Decimal | None = None
    money: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Combined:
    """``+ - * /`` of two; unknown where one is, and where the divisor is 0."""

    operator: str
    left: "Formula"
    right: "Formula"


Formula = Aggregate | Number | Combined


@dataclass(frozen=True, slots=True)
class Over:
    """A measure of the rows of one table.

    Attributes:
        time: The date column that decides the period; None where the figure is as things stand.
        by: The dimensions that it may be split by, beside those of time.
        unit: What the formula gives, as ``measures.units`` calls it.
    """

    table: str
    formula: Formula
    unit: str
    time: str | None = None
    by: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measure for each of another; split by what both are split by."""

    of: str
    to: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cumulative:
    """A measure from the start of its fiscal year, quarter or of everything, up to the end of each period."""

    of: str
    since: Since
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A measure less what it was in another period."""

    of: str
    against: Against
    by: tuple[str, ...] = ()


Definition = Over | Ratio | Cumulative | Change


def aggregates(formula: Formula) -> Iterator[Aggregate]:
    """The aggregates of a formula, from left to right."""
    if isinstance(formula, Combined):
        yield from aggregates(formula.left)
        yield from aggregates(formula.right)
    elif isinstance(formula, Aggregate):
        yield formula


def is_quantile(formula: Formula) -> bool:
    """Whether it is a median or quantile, which needs every value and not a sum of them."""
    return any(each.function == "quantile" for each in aggregates(formula))


def named_aggregates(formula: Formula, prefix: str) -> list[tuple[str, Aggregate]]:
    """The different aggregates of a formula, each with the name of the column that it is taken of: ``v0``, ``v1``."""
    return [(f"{prefix}{n}", each) for n, each in enumerate(dict.fromkeys(aggregates(formula)))]


def computed(formula: Formula, values: Mapping[Aggregate, Decimal | None]) -> Decimal | None:
    """The formula's value, given those of its aggregates; null where one is, and where something is divided by 0."""
    if isinstance(formula, Number):
        return formula.value
    if isinstance(formula, Aggregate):
        return values[formula]
    left, right = computed(formula.left, values), computed(formula.right, values)
    if left is None or right is None:
        return None
    if formula.operator == "/":
        return left / right if right else None
    return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[formula.operator](right)

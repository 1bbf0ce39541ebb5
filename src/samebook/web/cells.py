"""Figures as text in the cells of pages and mails, one way for measures and analyses."""

from dataclasses import dataclass, replace
from decimal import Decimal

from samebook.kernel.numerals import with_minus
from samebook.numbers.results import Cell, ColumnKind, ResultColumn

LOW, HIGH = "_low", "_high"
"""Ends of the names of columns that hold the ends of an interval; these stand in the figure's own cell."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A figure as text under its column's heading, and its interval when it has one, or ``note``: why it has none."""

    heading: str
    text: str
    interval: str = ""
    note: str = ""


def heading(column: ResultColumn, currency: str) -> str:
    """A column's title with its unit, unless the title says it."""
    unit = currency if column.kind == "money" else column.unit
    return f"{column.title} ({unit})" if unit and unit.lower() not in column.title.lower() else column.title


def text(value: Cell, kind: ColumnKind, *, places: int | None = None) -> str:
    """``12.4 %``, ``1,204``, ``−3.5``; empty for no data.

    Args:
        places: Behind the point, where not as usual: none of amounts from 100 on, two of smaller ones, one of others.
    """
    if value is None:
        return ""
    if kind == "share":
        return f"{with_minus(f'{value * 100:,.1f}')} %"
    usual = {"count": 0, "number": 1, "money": 2 if abs(Decimal(value)) < 100 else 0}[kind]
    return with_minus(f"{value:,.{usual if places is None else places}f}")


def interval(low: str, high: str) -> str:
    """``3.1 to 4.9``; says so where an end, or both, are not known: empty."""
    return " to ".join(end or "no bound" for end in (low, high)) if low or high else "no interval: too few"


def in_large(cell: ShownCell, unit: str) -> ShownCell:
    """A figure that stands alone, with its unit behind it; it has no heading of a column to say it."""
    return replace(cell, text=f"{cell.text} {unit}") if cell.text and unit else cell

"""A result in the words and cells of a page, with the names that no snapshot holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from samebook.company.queries import users_by_id
from samebook.numbers.compared import bare_in, in_words
from samebook.numbers.export import Names
from samebook.numbers.results import Cell, Result, ResultColumn, Row, headline_of
from samebook.ui.templatetags.formats import number
from samebook.web.definitions import Mark, row_of

FEW = 10
"""Below so many records a page says that the figures carry little."""
LOW, HIGH = "_low", "_high"
CHANGES = ("difference", "relative")
BESIDE = ("before", *CHANGES)
"""Columns of a comparison; one without an interval is known to have none."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A figure as text under its column's heading, and its interval when it has one, or ``note``: why it has none."""

    heading: str
    text: str
    interval: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the page's table; ``key`` leads to the records behind it, ``note`` says what else began in it."""

    key: str
    label: str
    split: str
    n: int
    cells: list[ShownCell]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Headings of the figures (without the ends of intervals, which stand in the figure's own cell) and the rows."""

    headings: list[str]
    rows: list[ShownRow]


def names_for(result: Result) -> Names:
    """Names of the people whom the rows refer to. One query, or none."""
    ids = {row.refers_to[1] for row in result.rows if row.refers_to and row.refers_to[0] == "user"}
    return {("user", pk): user.name for pk, user in users_by_id(ids).items()} if ids else {}


def table(result: Result, names: Names, marks: Sequence[Mark] = ()) -> ShownTable:
    """The figures as a page shows them.

    Args:
        marks: Where editions meet; the rows by time in which they lie say so.
    """
    notes = notes_of(result, marks)
    shown = [column for column in result.columns if not column.name.endswith((LOW, HIGH))]
    return ShownTable(
        headings=[_heading(column, result) for column in shown],
        rows=[
            ShownRow(
                key=row.key,
                label=(names.get(row.refers_to) if row.refers_to else None) or row.label,
                split=(row.split or "not said").replace("_", " ").capitalize() if result.measure.split else "",
                n=row.n,
                cells=[_cell(row, column, result) for column in shown],
                note=notes.get(row.key, ""),
            )
            for row in result.rows
        ],
    )


def notes_of(result: Result, marks: Sequence[Mark]) -> dict[str, str]:
    """What began in each row of a result by time, by the row's key."""
    found: dict[str, str] = {}
    for mark in marks:
        row = row_of(mark, result.rows)
        if row is not None:
            found[row.key] = "; ".join(filter(None, (found.get(row.key), mark.words)))
    return found


def headlines(result: Result) -> list[ShownCell]:
    """The one figure of a result that is split by nothing, with its comparison; none for a curve, which has several."""
    if result.dimension or len(result.rows) != 1 or result.measure.kind == "survival":
        return []
    head = headline_of(result)
    shown = [column for column in result.columns if column.name == head.name or column.name in BESIDE]
    return [_cell(result.rows[0], column, result) for column in shown]


def days_in_words(result: Result) -> str:
    """As things stand, everything, or the first and the last day; and which records only."""
    if not result.measure.has_day:
        days = "as things stand"
    elif result.period is None:
        days = "everything"
    else:
        days = in_words(result.period)
    return f"{days}, only {result.within.name}" if result.within else days


def _heading(column: ResultColumn, result: Result) -> str:
    unit = result.currency if column.kind == "money" else column.unit
    return f"{column.title} ({unit})" if unit and unit.lower() not in column.title.lower() else column.title


def _cell(row: Row, column: ResultColumn, result: Result) -> ShownCell:
    value, heading = row.cells[column.name], _heading(column, result)
    ends = [row.cells.get(column.name + end) for end in (LOW, HIGH)]
    if column.name == "relative" and (why := bare_in(row, result.measure)):
        return ShownCell(heading, _text(value, column), note=why)
    if value is None or column.name + LOW not in row.cells or (column.name in BESIDE and ends == [None, None]):
        return ShownCell(heading, _text(value, column))
    return ShownCell(heading, _text(value, column), _interval(ends, column))


def _interval(ends: Sequence[Cell], column: ResultColumn) -> str:
    if ends[0] is None and ends[1] is None:
        return "no interval: too few"
    low, high = (_text(end, column) if end is not None else "no bound" for end in ends)
    return f"{low} to {high}"


def _text(value: Cell, column: ResultColumn) -> str:
    if value is None:
        return ""
    sign = "+" if column.name.removesuffix(LOW).removesuffix(HIGH) in CHANGES and value > 0 else ""
    if column.kind == "share":
        return f"{sign}{value * 100:,.1f}{'' if column.name.startswith('difference') else ' %'}"
    places = {"count": 0, "number": 1, "money": 2 if abs(Decimal(value)) < 100 else 0}[column.kind]
    return f"{sign}{number(value, places)}"

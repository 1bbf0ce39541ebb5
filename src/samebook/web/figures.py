"""A result in the words and cells of a page, with the names that no snapshot holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samebook.company.queries import users_by_id
from samebook.numbers.compared import bare_in, in_words
from samebook.numbers.export import Names
from samebook.numbers.results import Cell, Result, ResultColumn, Row, headline_of
from samebook.web.cells import HIGH, LOW, ShownCell, heading, in_large, interval, text
from samebook.web.definitions import Mark, row_of

FEW = 10
"""Below so many records a page says that the figures carry little."""
CHANGES = ("difference", "relative")
BESIDE = ("before", *CHANGES)
"""Columns of a comparison; one without an interval is known to have none."""


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
        headings=[heading(column, result.currency) for column in shown],
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
    return [_in_large(_cell(result.rows[0], column, result), column, result.currency) for column in shown]


def _in_large(cell: ShownCell, column: ResultColumn, currency: str) -> ShownCell:
    unit = {"money": currency, "number": column.unit}.get(column.kind, "")
    return replace(in_large(cell, unit), heading=column.title)


def days_in_words(result: Result) -> str:
    """As things stand, everything, or the first and the last day; and which records only."""
    if not result.measure.has_day:
        days = "as things stand"
    elif result.period is None:
        days = "everything"
    else:
        days = in_words(result.period)
    return f"{days}, only {result.within.name}" if result.within else days


def _cell(row: Row, column: ResultColumn, result: Result) -> ShownCell:
    value, above = row.cells[column.name], heading(column, result.currency)
    ends = [row.cells.get(column.name + end) for end in (LOW, HIGH)]
    if column.name == "relative" and (why := bare_in(row, result.measure)):
        return ShownCell(above, _text(value, column), note=why)
    if value is None or column.name + LOW not in row.cells or (column.name in BESIDE and ends == [None, None]):
        return ShownCell(above, _text(value, column))
    return ShownCell(above, _text(value, column), interval(*(_text(end, column) for end in ends)))


def _text(value: Cell, column: ResultColumn) -> str:
    """A figure; what changed has its sign, and a difference of shares is in points, as its heading says."""
    said = text(value, column.kind)
    if column.name == "difference":
        said = said.removesuffix(" %")
    return f"+{said}" if value is not None and value > 0 and column.name in CHANGES else said

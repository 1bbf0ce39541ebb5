"""The tables of an analysis in the words and cells of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samebook.numbers.analyses.results import AnalysisResult, Head, Headline, Table
from samebook.numbers.results import Cell, ResultColumn
from samebook.web.cells import HIGH, LOW, ShownCell, heading, in_large, interval, text

MOST_IN_A_CARD = 7


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table; each row is what it is of, and its cells."""

    name: str
    title: str
    heads: tuple[str, ...]
    headings: list[str]
    rows: list[tuple[list[tuple[str, str]], list[ShownCell]]]

    @property
    def as_cards(self) -> bool:
        """Whether a phone shows a card for each row; a wide table is slid sideways instead."""
        return len(self.headings) <= MOST_IN_A_CARD


def shown(result: AnalysisResult) -> list[ShownTable]:
    """Every table of an analysis, the ends of intervals in their figure's own cell."""
    return [_table(table, result.currency) for table in result.found.tables]


def headlines(result: AnalysisResult) -> list[ShownCell]:
    """The figures in large."""
    return [_headline(each, result.currency) for each in result.found.headlines]


def _table(table: Table, currency: str) -> ShownTable:
    columns = [column for column in table.columns if not column.name.endswith((LOW, HIGH))]
    rows = []
    for line in table.lines:
        heads = [(title, _head(head)) for title, head in zip(table.heads, line.heads, strict=True)]
        rows.append((heads, [_cell(line.cells, column, currency) for column in columns]))
    return ShownTable(table.name, table.title, table.heads, [heading(each, currency) for each in columns], rows)


def _head(head: Head) -> str:
    return f"{head:%Y-%m}" if isinstance(head, date) else str(head if head is not None else "Not said")


def _cell(cells: Mapping[str, Cell], column: ResultColumn, currency: str) -> ShownCell:
    value, above = cells[column.name], heading(column, currency)
    if column.name + LOW not in cells or value is None:
        return ShownCell(above, text(value, column.kind))
    low, high = (text(cells[column.name + end], column.kind) for end in (LOW, HIGH))
    return ShownCell(above, text(value, column.kind), interval(low, high))


def _headline(headline: Headline, currency: str) -> ShownCell:
    found, kind = headline.found, headline.kind
    if found.value is None:
        return ShownCell(headline.title, "")
    low, high = text(found.low, kind), text(found.high, kind)
    places = 3 if kind == "number" and abs(found.value) < 1 else None
    cell = ShownCell(headline.title, text(found.value, kind, places=places), interval(low, high) if low or high else "")
    return in_large(cell, currency if kind == "money" else "")

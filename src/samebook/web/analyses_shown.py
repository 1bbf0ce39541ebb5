"""The tables of an analysis in the words and cells of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samebook.numbers.analyses.results import AnalysisResult, Head, Headline, Table
from samebook.numbers.results import Cell, ResultColumn
from samebook.ui.templatetags.formats import number
from samebook.web.figures import ShownCell

LOW, HIGH = "_low", "_high"
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
    return ShownTable(table.name, table.title, table.heads, [_heading(each, currency) for each in columns], rows)


def _head(head: Head) -> str:
    return f"{head:%Y-%m}" if isinstance(head, date) else str(head if head is not None else "Not said")


def _heading(column: ResultColumn, currency: str) -> str:
    unit = currency if column.kind == "money" else column.unit
    return f"{column.title} ({unit})" if unit and unit.lower() not in column.title.lower() else column.title


def _cell(cells: Mapping[str, Cell], column: ResultColumn, currency: str) -> ShownCell:
    value, heading = cells[column.name], _heading(column, currency)
    if column.name + LOW not in cells or value is None:
        return ShownCell(heading, _text(value, column.kind))
    return ShownCell(heading, _text(value, column.kind), _interval(cells, column))


def _interval(cells: Mapping[str, Cell], column: ResultColumn) -> str:
    ends = [cells[column.name + end] for end in (LOW, HIGH)]
    return _ends(ends[0], ends[1], column.kind)


def _ends(low: Cell, high: Cell, kind: str) -> str:
    if low is None and high is None:
        return "no interval: too few"
    return " to ".join(_text(end, kind) if end is not None else "no bound" for end in (low, high))


def _headline(headline: Headline, currency: str) -> ShownCell:
    found, kind = headline.found, headline.kind
    if found.value is None:
        return ShownCell(headline.title, "")
    known = found.low is not None or found.high is not None
    places = 3 if kind == "number" and abs(found.value) < 1 else None
    return ShownCell(
        headline.title, _text(found.value, kind, places), _ends(found.low, found.high, kind) if known else ""
    )


def _text(value: Cell, kind: str, places: int | None = None) -> str:
    if value is None:
        return ""
    if kind == "share":
        return f"{value * 100:,.1f} %"
    usual = {"count": 0, "number": 1, "money": 2 if abs(Decimal(value)) < 100 else 0}[kind]
    return str(number(value, usual if places is None else places))

"""Tables as files: an Excel workbook with real days and numbers, or CSV. No text becomes a formula or a link."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from samebook.kernel.texts import harmless

Cell = str | int | float | Decimal | date | datetime | None
"""``datetime`` with a zone is written in UTC; None, "no data", stays empty."""
Kind = Literal["text", "count", "number", "share", "money", "month"]
FORMATS: dict[str, str] = {
    "count": "#,##0", "number": "#,##0.0", "share": "0.0%", "money": "#,##0.00", "month": "yyyy-mm",
    "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip
MOST_ROWS = 200_000
"""So many rows a sheet of records holds; the CSV holds all."""
NARROWEST, WIDEST = 12, 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Days and moments are written as such whatever the kind."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with their headings; ``held`` columns on the left stay in view."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    held: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What must stand beside figures wherever they go: a line for each thing said."""

    lines: Sequence[tuple[str, Cell]]
    name: str = "Definition"


def texts(*titles: str) -> tuple[Column, ...]:
    """Columns without a number format."""
    return tuple(Column(title) for title in titles)


def to_xlsx(*sheets: Sheet | Told) -> bytes:
    """A workbook of these sheets, in order."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        styles = {name: book.add_format({"num_format": shown}) for name, shown in FORMATS.items()}
        for name in ("day", "moment", "month"):
            styles[name].set_align("left")
        styles["head"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        styles["told"] = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _rows(page, sheet, styles) if isinstance(sheet, Sheet) else _lines(page, sheet, styles)
    return held.getvalue()


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """UTF-8 text line by line, with the mark by which Excel knows it."""
    yield "\ufeff" + _line(titles)
    for row in rows:
        yield _line(row)


def _rows(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.title, styles["head"])
        page.set_column(place, place, max(NARROWEST, min(len(column.title) + 2, WIDEST)))
    page.freeze_panes(1, sheet.held)
    formats = [styles.get(column.kind) for column in sheet.columns]
    months = [column.kind == "month" for column in sheet.columns]
    for line, row in enumerate(islice(sheet.rows, MOST_ROWS), start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                _write_date(page, (line, place), cell, styles, whole_month=months[place])
            else:
                _write(page, (line, place), cell, formats[place])


def _lines(page: Any, told: Told, styles: dict[str, Any]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    for line, (title, value) in enumerate(told.lines):
        page.write_string(line, 0, title, styles["head"])
        if isinstance(value, date):
            _write_date(page, (line, 1), value, styles)
        else:
            _write(page, (line, 1), value, styles["told"])


def _write(page: Any, place: tuple[int, int], cell: Cell, style: Any) -> None:
    if isinstance(cell, str):
        page.write_string(*place, cell, style)
    elif isinstance(cell, bool):
        page.write_boolean(*place, cell)
    elif cell is not None:
        page.write_number(*place, cell, style)


def _write_date(
    page: Any, place: tuple[int, int], cell: date, styles: dict[str, Any], *, whole_month: bool = False
) -> None:
    if not isinstance(cell, datetime):
        page.write_datetime(*place, cell, styles["month" if whole_month else "day"])
        return
    plain = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
    page.write_datetime(*place, plain, styles["moment"])


def _line(cells: Sequence[Cell]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(
        [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return held.getvalue()

"""A table as a file: Excel with a sheet that says what it is, or CSV. For pages whose table is no measure's result."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samebook.kernel.texts import harmless

FORMATS = {"share": "0.0%", "number": "#,##0.0", "count": "#,##0"}
Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with their headings, and what must stand beside them wherever they go.

    Attributes:
        columns: Heading and kind (``text``, or a key of ``FORMATS``); "no data" is None.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[Sequence[Cell]]
    definition: Sequence[tuple[str, str]]


def to_xlsx(sheet: Sheet) -> bytes:
    """A workbook with real numbers. No text becomes a formula or a link."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        styles = {kind: book.add_format({"num_format": shown}) for kind, shown in FORMATS.items()}
        figures, meaning = book.add_worksheet("Figures"), book.add_worksheet("Definition")
        for place, (title, kind) in enumerate(sheet.columns):
            figures.write_string(0, place, title, bold)
            for line, row in enumerate(sheet.rows, start=1):
                _write(figures, line, place, row[place], styles.get(kind))
        figures.set_column(0, len(sheet.columns) - 1, 16)
        figures.freeze_panes(1, 0)
        meaning.set_column(0, 0, 30)
        meaning.set_column(1, 1, 90)
        for line, (title, value) in enumerate(sheet.definition):
            meaning.write_string(line, 0, title, bold)
            meaning.write_string(line, 1, value, wrapped)
    return held.getvalue()


def to_csv(sheet: Sheet) -> str:
    """UTF-8 with a byte order mark; text that a spreadsheet would take for a formula gets an apostrophe."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([harmless(title) for title, _ in sheet.columns])
    writer.writerows([[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows])
    return "\ufeff" + held.getvalue()


def _write(page: Any, line: int, place: int, cell: Cell, style: Any) -> None:
    if cell is None:
        page.write_blank(line, place, None, style)
    elif isinstance(cell, str):
        page.write_string(line, place, cell)
    else:
        page.write_number(line, place, cell, style)

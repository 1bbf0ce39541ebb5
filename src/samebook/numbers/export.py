"""A result as a file: Excel with a sheet that says what the figures mean, or CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from samebook.kernel.texts import harmless
from samebook.numbers.compared import Compared, bare_in
from samebook.numbers.results import Result, Row
from samebook.numbers.within import Within

Names = Mapping[tuple[str, int], str]
"""Names of records that a result refers to by kind and id, such as reps; no snapshot holds them."""
FORMATS = {"share": "0.0%", "money": "#,##0.00", "number": "#,##0.0", "count": "#,##0"}
WIDEST = 60


def table_of(result: Result, names: Names | None = None) -> tuple[list[str], list[list[Any]]]:
    """Header and rows with typed cells, as the page's table and the files show them; "no data" is None."""
    header = [result.dimension.title] if result.dimension else []
    header += [result.measure.split.replace("_", " ").capitalize()] if result.measure.split else []
    header += [column.title for column in result.columns]
    return header, [[*_head(row, result, names or {}), *_cells(row, result)] for row in result.rows]


def definition_of(result: Result, compared: Compared | None = None) -> list[tuple[str, Any]]:
    """What must stand beside the figures wherever they go."""
    measure = result.measure
    period: Any = "Everything" if measure.has_day else "As things stand"
    if result.period:
        period = f"{result.period.start.isoformat()} up to, not including, {result.period.end.isoformat()}"
    told: list[tuple[str, Any]] = [
        ("Measure", measure.title),
        ("Means", measure.means),
        ("One row of records is", measure.grain),
        ("Told as", measure.told_as),
        ("Not counted", measure.nulls),
        ("Time", measure.time),
        ("Source of the definition", measure.source),
        ("Split by", result.dimension.title if result.dimension else "Nothing"),
        ("Period", period),
        *_compared(compared),
        *_within(result.within),
        ("As of (UTC)", result.as_of.astimezone(UTC).replace(tzinfo=None)),
        ("Snapshot", result.stamp),
        ("Edition of the Book", ", ".join(str(number) for number in result.editions) or "None needed"),
        ("Records counted", result.row_count),
        ("Records with impossible dates, left out", result.left_out),
        ("Currency", result.currency),
        ("Intervals", "95 %"),
        ("Definition's fingerprint", measure.hash),
    ]
    return told + ([("Simulated", "Yes: a company that does not exist")] if result.simulated else [])


def _compared(compared: Compared | None) -> list[tuple[str, Any]]:
    if compared is None:
        return []
    before = compared.comparison.before
    days = f"{before.start.isoformat()} up to, not including, {before.end.isoformat()}"
    told: list[tuple[str, Any]] = [
        ("Compared with", days),
        ("Of the comparison", compared.comparison.note),
        ("Differences", compared.how),
    ]
    told.append(("Records counted in those days", compared.before.row_count))
    bare = sorted({why for row in compared.result.rows if (why := bare_in(row, compared.result.measure))})
    if bare:
        told.append(("Relative changes without an interval", f"{'; '.join(bare)}. The cells of its ends are empty."))
    return told


def _within(within: Within | None) -> list[tuple[str, Any]]:
    if within is None:
        return []
    found = within.as_of.astimezone(UTC).replace(tzinfo=None)
    return [("Only", f"{within.name} ({within.records})"), ("Its members as of (UTC)", found)]


def to_xlsx(result: Result, names: Names | None = None, compared: Compared | None = None) -> bytes:
    """A workbook: figures with real numbers and dates, then the definition. No text becomes a formula or a link.

    Args:
        compared: What the result's columns of a comparison are of.
    """
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _figures_sheet(book, result, names, bold)
        _definition_sheet(book, result, bold, compared)
    return held.getvalue()


def to_csv(result: Result, names: Names | None = None) -> str:
    """UTF-8 text for a spreadsheet, with a byte order mark so that Excel reads it as such.

    Text that a spreadsheet would take for a formula (it begins with = + - @, tab or line end) gets an apostrophe
    before it; numbers never do. Empty is "no data". The definition is in the Excel file, not here.
    """
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    header, rows = table_of(result, names)
    writer.writerow([_harmless(cell) for cell in header])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return "\ufeff" + held.getvalue()


def _head(row: Row, result: Result, names: Names) -> list[Any]:
    head: list[Any] = []
    if result.dimension:
        named = names.get(row.refers_to) if row.refers_to else None
        is_month = isinstance(row.value, date) and not result.dimension.calendar
        head.append(row.value if is_month else named or row.label)
    return [*head, row.split] if result.measure.split else head


def _cells(row: Row, result: Result) -> list[Any]:
    return [row.cells[column.name] for column in result.columns]


def _figures_sheet(book: Any, result: Result, names: Names | None, bold: Any) -> None:
    sheet = book.add_worksheet("Figures")
    header, rows = table_of(result, names)
    first = len(header) - len(result.columns)
    formats = [book.add_format({"num_format": FORMATS[column.kind]}) for column in result.columns]
    monthly = result.dimension is not None and result.dimension.name == "month"
    day = book.add_format({"num_format": "yyyy-mm" if monthly else "yyyy-mm-dd", "align": "left"})
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, bold)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, formats[place - first] if place >= first else day)
    sheet.freeze_panes(1, first)
    for place, width in enumerate(_widths(header, rows)):
        sheet.set_column(place, place, width)


def _definition_sheet(book: Any, result: Result, bold: Any, compared: Compared | None) -> None:
    sheet = book.add_worksheet("Definition")
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
    told = definition_of(result, compared)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for line, (title, value) in enumerate(told):
        sheet.write_string(line, 0, title, bold)
        _write(sheet, line, 1, value, when if isinstance(value, datetime) else wrapped)
    line = len(told) + 1
    sheet.write_string(line, 0, "Definition in full", bold)
    sheet.write_string(line, 1, result.measure.text, wrapped)


def _write(sheet: Any, line: int, place: int, cell: Any, style: Any) -> None:
    if cell is None:
        sheet.write_blank(line, place, None, style)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, style)
    elif isinstance(cell, str):
        sheet.write_string(line, place, cell)
    else:
        sheet.write_number(line, place, float(cell), style)


def _widths(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    columns = zip(header, *rows, strict=True)
    return [min(WIDEST, 2 + max(len(_shown(cell)) for cell in column)) for column in columns]


def _shown(cell: Any) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float | Decimal) else str(cell if cell is not None else "")


def _harmless(cell: Any) -> Any:
    return harmless(cell) if isinstance(cell, str) else cell

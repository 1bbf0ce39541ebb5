"""A comparison as a file: the records of a group as CSV, and figures with records as a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from samebook.kernel.texts import harmless
from samebook.leads.meaning.results import Named
from samebook.leads.meaning.telling import SIGNS, definition, definitions, groups, letter, pairs_of, pattern_words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 200_000
"""A workbook holds so many records at most; the CSV holds all."""


def header(report: Mapping[str, Any]) -> list[str]:
    letters = [each["letter"] for each in definitions(report)]
    return [report["kind"].capitalize(), "Name", "Of", "Territory", *letters]


def cells_of(row: Named) -> list[Any]:
    """One record in the order of ``header``: a word for each definition."""
    return [row.id, row.name, row.under or None, row.territory or None, *(SIGNS[sign] for sign in row.told)]


def csv_lines(report: Mapping[str, Any], rows: Iterable[Named]) -> Iterator[str]:
    """UTF-8 text for a spreadsheet, line by line; no text becomes a formula."""
    yield "\ufeff" + _line(header(report))
    for row in rows:
        yield _line([harmless(cell) if isinstance(cell, str) else cell for cell in cells_of(row)])


def to_xlsx(report: Mapping[str, Any], rows: Iterable[Named], pattern: str) -> bytes:
    """A workbook: how many are in which, every combination, the records of a group, what was compared."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        pairs = [
            [f"{letter(pair.first)} and {letter(pair.second)}", *(each["records"] for each in groups(report, pair)),
             pair.overlap]
            for pair in pairs_of(report)
        ]  # fmt: skip
        names = ("Definitions", "Both", "Only the first", "Only the second", "Neither", "Not known in one", "Overlap")
        _sheet(book, "Two by two", names, pairs, bold, moment)
        letters = [each["letter"] for each in definitions(report)]
        combos = [[*(SIGNS[sign] for sign in combo), records] for combo, records in report["combos"]]
        _sheet(book, "Combinations", [*letters, "Records"], combos, bold, moment)
        listed = (cells_of(row) for _, row in zip(range(MOST_ROWS), rows, strict=False))
        _sheet(book, "Records", header(report), listed, bold, moment)
        told = [*definition(report), ("Records listed", pattern_words(report, pattern))]
        _sheet(book, "What was compared", ("", ""), told, bold, moment)
    return held.getvalue()


def _sheet(book: Any, name: str, titles: Iterable[str], rows: Iterable[Iterable[Any]], *styles: Any) -> None:
    bold, moment = styles
    sheet = book.add_worksheet(name)
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, bold)
        sheet.set_column(place, place, max(12, min(len(title) + 2, 40)))
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(line, place, cell, moment)
            elif isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell)


def _line(cells: Iterable[Any]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue()

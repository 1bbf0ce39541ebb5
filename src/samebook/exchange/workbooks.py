"""Reading a sheet of an Excel workbook (.xlsx), a row at a time, as the same text cells that a CSV file gives.

No Django here: the child that reads uploads runs this alone. openpyxl goes by the references of the cells: a
crafted one costs empty rows, of which there are as many at most as Excel has.
"""

import warnings
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, time, timedelta
from itertools import count, repeat
from pathlib import Path
from typing import Any

from samebook.exchange.cells import MOST_COLUMNS, Cells
from samebook.kernel.refusals import Refused

INDEX = "xl/workbook.xml"
LAST_ROW = 1_048_576
"""What Excel itself has; openpyxl would go on to any number that a crafted cell names."""
MOST_WIDE = 1_000
"""Rows that are formatted far to the right are slow to read; a sheet has few of them."""
DIGITS = 15
"""As many as Excel keeps of a number; the rest of its binary form is noise."""
PARTED = 3
"""So many digits stand between the marks of thousands."""
LONGEST_NAME = 100
Row = Sequence[Any]


def is_workbook(path: Path) -> bool:
    """Whether the file is an .xlsx, told by what is in it and not by its name."""
    try:
        with zipfile.ZipFile(path) as parts:
            return INDEX in parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def sheets_of(path: Path) -> list[str]:
    """Names of the sheets that hold cells, those that are shown first.

    Raises:
        Refused: ``exchange.bad_workbook``, ``exchange.no_sheet``.
    """
    with _opened(path, values=True) as book:
        found = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
        names = [sheet.title for sheet in found]
    if not names or any(len(name) > LONGEST_NAME for name in names):
        raise Refused("exchange.no_sheet", f"{path.name} has no sheet that can be read.", "file")
    return names


def rows_of(path: Path, sheet: str) -> Generator[Cells, None, None]:
    """The rows of a sheet that are not empty, the header first; numbered as Excel numbers them.

    Days are written 2026-11-22, moments 2026-11-22T14:05:30, numbers with a point. A cell with an error, or with a
    formula whose value the file does not hold, refuses its row.

    Raises:
        Refused: ``exchange.bad_workbook``, ``exchange.no_sheet``, ``exchange.too_many_columns``.
    """
    with ExitStack() as open_books:
        book = open_books.enter_context(_opened(path, values=True))
        formulas: Iterator[Row] = repeat(())
        if _has_formulas(path):
            formulas = _rows(open_books.enter_context(_opened(path, values=False)), sheet, path)
        width = 0
        for number, (row, written) in enumerate(zip(_rows(book, sheet, path), formulas, strict=False), start=1):
            if all(cell.value is None for cell in row) and not any(_is_formula(cell) for cell in written):
                continue
            cells = _read(number, row, written, width)
            if not width:
                width = _width(cells, path)
                cells = Cells(number, cells.cells[:width], cells.refused)
            yield cells


def _read(number: int, row: Row, written: Row, width: int) -> Cells:
    texts: list[str] = []
    for place, cell in enumerate(row):
        if cell.value is None and place < len(written) and _is_formula(written[place]):
            why = "a formula whose value is not in the file; open it in Excel and save it again."
            return Cells(number, tuple(texts), _bad(number, place, why))
        if cell.value is not None and cell.data_type == "e":
            return Cells(number, tuple(texts), _bad(number, place, f"the cell shows {cell.value}; mend the formula."))
        try:
            texts.append(_text(cell.value))
        except OverflowError:
            return Cells(number, tuple(texts), _bad(number, place, "a moment that no calendar has; mend it."))
    if width and any(texts[width:]):
        why = f"Row {number} has a value in column {_letters(len(texts))}, beyond the header's {width} columns."
        return Cells(number, tuple(texts), Refused("exchange.cells", why))
    if width:
        texts = [*texts[:width], *[""] * (width - len(texts))]
    return Cells(number, tuple(texts))


def _width(header: Cells, path: Path) -> int:
    """How many columns the header names; the empty ones behind it are formatting."""
    if header.refused is not None:
        raise header.refused
    width = max((place for place, text in enumerate(header.cells, start=1) if text.strip()), default=0)
    if width > MOST_COLUMNS:
        why = f"{path.name} has {width:,} columns; {MOST_COLUMNS:,} at most."
        raise Refused("exchange.too_many_columns", why, "file")
    return width


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
    return "" if value is None else str(value)


def _number(value: float) -> str:
    """With a point; a last zero keeps 1.234 from being taken for a thousand and more."""
    if value.is_integer() and abs(value) < 10**DIGITS:
        return str(int(value))
    text = f"{value:.{DIGITS}g}"
    return f"{text}0" if len(text.partition(".")[2]) == PARTED else text


def _rows(book: Any, sheet: str, path: Path) -> Iterator[Row]:
    if sheet not in book.sheetnames:
        listed = ", ".join(f"“{name[:40]}”" for name in book.sheetnames[:10])
        raise Refused("exchange.no_sheet", f"{path.name} has no sheet “{sheet[:60]}”; it has {listed}.", "file")
    found = book[sheet]
    if not hasattr(found, "reset_dimensions"):
        raise Refused("exchange.no_sheet", f"“{sheet[:60]}” holds a chart, no rows.", "file")
    found.reset_dimensions()
    rows = found.iter_rows()
    wide = 0
    for number in count(1):
        with warnings.catch_warnings(), _broken(path):
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        wide += len(row) > MOST_COLUMNS
        if number > LAST_ROW or wide > MOST_WIDE:
            why = f"“{sheet[:60]}” has cells far beyond its table, up to row {number:,}; delete them and save it again."
            raise Refused("exchange.bad_workbook", why, "file")
        yield row


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[Any]:
    """The workbook, its cells as values or, where they compute something, as formulas."""
    from openpyxl import load_workbook

    with path.open("rb") as file:
        with warnings.catch_warnings(), _broken(path):
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=values, keep_links=False)
        with closing(book):
            yield book


@contextmanager
def _broken(path: Path) -> Iterator[None]:
    """Whatever openpyxl meets in a file that is none becomes one refusal; it has no error class of its own."""
    try:
        yield
    except (MemoryError, Refused):
        raise
    except Exception as error:
        why = f"{path.name} is damaged or no workbook of Excel’s; open it, save it as .xlsx and take that."
        raise Refused("exchange.bad_workbook", why, "file") from error


def _has_formulas(path: Path) -> bool:
    """Whether any sheet computes something; looked for in the bytes, since reading twice takes twice as long."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                with parts.open(name) as part:
                    before = b""
                    while found := part.read(1 << 20):
                        if b"<f" in before + found:
                            return True
                        before = found[-1:]
    return False


def _is_formula(cell: Any) -> bool:
    return bool(getattr(cell, "data_type", None) == "f")


def _bad(number: int, place: int, why: str) -> Refused:
    return Refused("exchange.bad_cell", f"Row {number}, column {_letters(place + 1)}: {why}")


def _letters(place: int) -> str:
    """A column as Excel calls it: 1 is A, 28 is AB."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

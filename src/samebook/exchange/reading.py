"""Reading a file of rows, one at a time, strictly: what cannot be read is said with its row, never guessed at.

No Django here: the child that reads uploads runs this alone.
"""

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from samebook.exchange.cells import LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS, Cells
from samebook.exchange.dialects import Dialect, open_bytes
from samebook.exchange.workbooks import rows_of
from samebook.kernel.refusals import Refused


def read_header(path: Path, dialect: Dialect) -> list[str]:
    """The names of the columns; a column without one is called ``column 7``.

    Raises:
        Refused: ``exchange.empty_file``, ``exchange.duplicate_column``, ``exchange.too_many_columns`` and those of
            ``read_rows``.
    """
    with closing(_rows(path, dialect)) as rows:
        first = next(rows, None)
    if first is None:
        raise Refused("exchange.empty_file", f"{path.name} has no rows.", "file")
    if first.refused is not None:
        raise first.refused
    if len(first.cells) > MOST_COLUMNS:
        raise Refused("exchange.too_many_columns", f"{len(first.cells):,} columns; {MOST_COLUMNS:,} at most.", "file")
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(first.cells, start=1)]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise Refused("exchange.duplicate_column", f"Two columns are called “{twice[0][:60]}”; rename one.", "file")
    return names


def read_rows(path: Path, dialect: Dialect) -> Iterator[Cells]:
    """Every row below the header, in order; empty ones are passed over. Memory is bounded whatever the file.

    Raises:
        Refused: ``exchange.line_too_long``, ``exchange.open_quote``, ``exchange.bad_encoding`` and
            ``exchange.unreadable``: from there on no row can be told from the next.
    """
    width = len(read_header(path, dialect))
    with closing(_rows(path, dialect)) as rows:
        next(rows)
        for row in rows:
            if row.cells or row.refused is not None:
                yield _checked(row, width)


def _checked(row: Cells, width: int) -> Cells:
    if row.refused is not None:
        return row
    if len(row.cells) != width:
        many = "too many" if len(row.cells) > width else "too few"
        why = f"Row {row.number} has {len(row.cells)} cells, the header {width}: {many}. Is a quote or delimiter wrong?"
        return Cells(row.number, row.cells, Refused("exchange.cells", why))
    for place, cell in enumerate(row.cells, start=1):
        if not cell.isprintable() and (why := _unfit(cell)):
            return Cells(
                row.number, row.cells, Refused("exchange.bad_text", f"Row {row.number}, column {place}: {why}")
            )
    return row


def _unfit(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        return f"{len(cell):,} characters in one cell; {LONGEST_CELL:,} is the most."
    if "\x00" in cell:
        return "a NUL byte."
    if any("\ud800" <= char <= "\udfff" for char in cell):
        return "bytes that are no text in the file's encoding; say the right encoding."
    return ""


def _rows(path: Path, dialect: Dialect) -> Generator[Cells, None, None]:
    return rows_of(path, dialect.sheet) if dialect.sheet else _lines_of(path, dialect)


def _lines_of(path: Path, dialect: Dialect) -> Generator[Cells, None, None]:
    errors = "strict" if dialect.encoding.startswith("utf-16") else "surrogateescape"
    with open_bytes(path) as raw, io.TextIOWrapper(raw, dialect.encoding, errors=errors, newline="") as text:
        csv.field_size_limit(LONGEST_LINE)
        reader = csv.reader(_lines(text), delimiter=dialect.delimiter, strict=True)
        number = 0
        while True:
            number += 1
            line = reader.line_num + 1
            try:
                yield Cells(number, tuple(next(reader)))
            except StopIteration:
                return
            except csv.Error as error:
                yield _broken(error, number, line)
            except UnicodeError:
                why = f"From row {number} on the file is no {dialect.encoding}; say the right encoding."
                raise Refused("exchange.bad_encoding", why, "file") from None
            except (OSError, EOFError):
                raise Refused("exchange.unreadable", f"The file breaks off in row {number}.", "file") from None


def _broken(error: csv.Error, number: int, line: int) -> Cells:
    what = str(error)
    if "unexpected end" in what or "field larger" in what:
        why = f"A quote opened in row {number} (line {line}) is never closed."
        raise Refused("exchange.open_quote", why, "file") from None
    why = f"Row {number}: a quote ends in the middle of a cell; write quotes inside a cell twice."
    return Cells(number, (), Refused("exchange.bad_quote", why))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise Refused("exchange.line_too_long", f"Line {number} has more than {LONGEST_LINE:,} characters.", "file")
        yield line

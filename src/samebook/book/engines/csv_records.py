"""Reads records from CSV, strictly: what is not exactly a value of its field is refused with its row and column."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from samebook.book.engines.rows import RESULT_COLUMNS, ROW, Columns, InputRow, RefusedRow
from samebook.book.model import DeclaredField
from samebook.book.spelling import did_you_mean
from samebook.book.values import Type, Value, parse_value, printable
from samebook.kernel.refusals import Problem, Refused

CellReader = Callable[[str], Value | None]

MAX_CELL = 1_000_000
_MEMORY = 50_000
_DELIMITERS = (",", ";", "\t", "|")


class CsvRecords:
    """A CSV file with a header of field names, in UTF-8.

    Raises:
        Refused: ``judge.file``, ``judge.header``, the file cannot be read as records at all.
    """

    def __init__(self, path: Path, fields: Mapping[str, DeclaredField], delimiter: str = ",") -> None:
        self.path = path
        self._delimiter = delimiter
        self._fields = fields
        with self._open() as file:
            try:
                self.header = tuple(name.strip() for name in next(self._reader(file), []))
            except csv.Error as error:
                raise Refused("judge.header", f"{path}: the first line is not CSV: {error}.") from error
        self.columns = _columns(path, self.header, fields, delimiter)
        self._places = [self.header.index(name) for name in self.columns.fields]
        self._carried = [self.header.index(name) for name in self.columns.carried]

    def __iter__(self) -> Iterator[InputRow | RefusedRow]:
        readers = [_reader_of(self._fields.get(name)) for name in self.header]
        with self._open() as file:
            reader = self._reader(file)
            next(reader)
            number = 0
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    number += 1
                    problem = Problem(reader.line_num, 0, "judge.csv", f"Row {number} is not CSV: {error}.")
                    yield RefusedRow(number, (), (problem,))
                    continue
                if cells:
                    number += 1
                    yield self._row(number, reader.line_num, cells, readers)

    def _row(self, number: int, line: int, cells: list[str], readers: Sequence[CellReader]) -> InputRow | RefusedRow:
        if len(cells) != len(self.header):
            many = "many" if len(cells) > len(self.header) else "few"
            message = f"Row {number} has too {many} cells: {len(cells)} for {len(self.header)} columns."
            hint = f"A text that holds {printable(self._delimiter)} needs double quotes around it."
            return RefusedRow(number, tuple(cells), (Problem(line, 0, "judge.cells", message, hint),))
        try:
            values = [reader(cell) for reader, cell in zip(readers, cells, strict=True)]
        except Refused:
            return self._refused(number, line, cells, readers)
        return InputRow(
            number,
            tuple([values[place] for place in self._places]),
            tuple([cells[place] for place in self._carried]),
        )

    def _refused(self, number: int, line: int, cells: list[str], readers: Sequence[CellReader]) -> RefusedRow:
        problems = []
        for index, (name, reader, cell) in enumerate(zip(self.header, readers, cells, strict=True)):
            try:
                reader(cell)
            except Refused as refused:
                message = f"Row {number}, {name}: {refused.message}"
                problems.append(Problem(line, index + 1, refused.code, message))
        return RefusedRow(number, tuple(cells), tuple(problems))

    def _open(self) -> IO[str]:
        try:
            return self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        except OSError as error:
            raise Refused("judge.file", f"{self.path}: {error.strerror or 'cannot be read'}.") from error

    def _reader(self, file: IO[str]) -> Any:
        csv.field_size_limit(MAX_CELL)
        return csv.reader(file, delimiter=self._delimiter, strict=True)


def _columns(path: Path, header: tuple[str, ...], fields: Mapping[str, DeclaredField], delimiter: str) -> Columns:
    problems = [*_unusable(header, fields)]
    known = tuple(name for name in header if name in fields)
    if header and not known:
        other = next((sign for sign in _DELIMITERS if sign != delimiter and sign in header[0]), None)
        if other:
            sign = "tab" if other == "\t" else f"'{other}'"
            message = f"{path}: cells are separated by {printable(other)}; add --delimiter {sign}."
            raise Refused("judge.header", message)
    if not known and not problems:
        problems = ["no column is a field of the Book; columns are named like lead.country"]
    if problems:
        raise Refused("judge.header", f"{path}: {'; '.join(problems)}.")
    return Columns(known, tuple(name for name in header if name not in fields and name not in (ROW, *RESULT_COLUMNS)))


def _unusable(header: tuple[str, ...], fields: Mapping[str, DeclaredField]) -> Iterator[str]:
    if not header:
        yield "the file is empty; its first line must name the columns"
    for index, name in enumerate(header, 1):
        if any("\ud800" <= character <= "\udfff" or character == "\0" for character in name):
            yield f"the name of column {index} is not UTF-8; save the file as UTF-8"
        elif not name:
            yield f"column {index} has no name"
        elif name in header[: index - 1]:
            yield f"two columns are called {printable(name)}"
        elif name not in fields and name.partition(".")[0] in ("account", "person", "lead") and "." in name:
            hint = did_you_mean(name, fields, "Declare it, or rename the column.")
            yield f"the Book has no field {printable(name)}. {hint}"


def _reader_of(field: DeclaredField | None) -> CellReader:
    """Reads a cell; the same few texts come again and again, so values other than text are remembered."""
    type_ = field.type if field else Type.TEXT
    seen: dict[str, Value | None] = {}

    def read(cell: str) -> Value | None:
        if cell in seen:
            return seen[cell]
        value = parse_value(type_, cell)
        if len(seen) < _MEMORY:
            seen[cell] = value
        return value

    return read

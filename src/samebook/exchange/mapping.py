"""The mapping file: which column of a file says what. YAML (JSON is YAML too); every problem with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from samebook.exchange.dialects import Dialect, guess_dialect
from samebook.exchange.targets import ImportRow, ImportTarget, TargetField
from samebook.exchange.values import convert
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import as_meant

SHIPPED = Path(__file__).parent / "mappings"


@dataclass(frozen=True, slots=True)
class Column:
    """What one column, or one constant, says.

    Attributes:
        to: The target's field.
        pattern: Of its dates, for ``strptime``; "" to read by ``order``.
        values: Words of the file → words of ours; "" for not known.
        is_optional: Whether a file may lack the column.
    """

    to: str
    order: str = ""
    pattern: str = ""
    decimal: str = "."
    zone: str = "UTC"
    values: Mapping[str, str] = field(default_factory=dict)
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A mapping that was read and checked against its target.

    Attributes:
        empty: Words that stand for nothing said in every column ("Select").
        ignore: Columns of no use, so that nobody asks about them again.
    """

    target: str
    columns: Mapping[str, Column]
    constants: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def dialect_of(self, path: Path) -> Dialect:
        """As the mapping says, else as the file looks."""
        return guess_dialect(path, encoding=self.encoding, delimiter=self.delimiter, sheet=self.sheet)

    def reader(self, header: Sequence[str], target: ImportTarget) -> "RowReader":
        """Ready to type rows of this header.

        Raises:
            Refused: ``exchange.missing_columns``; when the header is one column, the delimiter is the likely cause.
        """
        if missing := [name for name, one in self.columns.items() if name not in header and not one.is_optional]:
            hint = " The file has one column: is the delimiter right?" if len(header) == 1 else ""
            near = get_close_matches(missing[0], header, n=1)
            hint = hint or (f" Did you mean “{near[0]}”?" if near else "")
            listed = ", ".join(f"“{name[:60]}”" for name in missing[:10])
            raise Refused("exchange.missing_columns", f"The file has no column {listed}.{hint}", "file")
        return RowReader(self, header, target.all_fields())

    def unknown_columns(self, header: Sequence[str]) -> list[str]:
        """Columns of the file that the mapping neither uses nor ignores."""
        return [name for name in header if name not in self.columns and name not in self.ignore]


def value_of(text: str, one: TargetField, rule: Column) -> Any:
    """A cell's text, not empty, as a value of a field. Days of the product's own fields lie in years that can be meant;
    those of the Book's (``account.founded_on``) may be older.

    Raises:
        Refused: What is wrong with it; ``day.outside``.
    """
    value = convert(text, one.type, rule)
    if isinstance(value, date) and "." not in one.name:
        check_year(value, one.name)
    return value


class RowReader:
    """Types the rows of one file by one mapping."""

    def __init__(self, mapping: FileMapping, header: Sequence[str], fields: Mapping[str, TargetField]) -> None:
        self._places = [
            (place, name, mapping.columns[name], fields[mapping.columns[name].to])
            for place, name in enumerate(header)
            if name in mapping.columns
        ]
        self._empty = mapping.empty
        self._required = [one.name for one in fields.values() if one.required]
        self._constants = {name: value_of(text, fields[name], Column(name)) for name, text in mapping.constants.items()}

    def typed(self, number: int, cells: Sequence[str]) -> ImportRow:
        """One row.

        Raises:
            Refused: With row and column in its words; ``exchange.required`` when a needed value is not there.
        """
        values = dict(self._constants)
        for place, name, column, one in self._places:
            text = as_meant(cells[place].strip())
            text = column.values.get(text, text)
            if not text or text in self._empty:
                continue
            try:
                values[one.name] = value_of(text, one, column)
            except Refused as refused:
                message = f"Row {number}, column “{name[:60]}”: {refused.message}"
                raise Refused(refused.code, message, one.name) from None
        for name in self._required:
            if name not in values:
                raise Refused("exchange.required", f"Row {number} does not say {name}.", name)
        return ImportRow(number, values)


def find_mapping(name: str) -> str:
    """The text of a shipped mapping by its name, or of a file by its path.

    Raises:
        Refused: ``exchange.unknown_mapping``.
    """
    shipped = {path.stem: path for path in SHIPPED.glob("*.yaml")}
    path = shipped.get(name, Path(name))
    try:
        if path.stat().st_size > 256 * 1024:
            raise Refused("exchange.unknown_mapping", f"{path.name} is too long for a mapping.", "mapping")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        listed = ", ".join(sorted(shipped))
        why = f"There is no mapping “{name[:80]}”; name a file, or one of {listed}."
        raise Refused("exchange.unknown_mapping", why, "mapping") from None

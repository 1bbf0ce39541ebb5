"""A table as a file: Excel with a sheet that says what it is, or CSV. For pages whose table is no measure's result."""

from collections.abc import Sequence
from dataclasses import dataclass

from samebook.kernel import sheets
from samebook.kernel.sheets import Cell, Column, Kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with their headings, and what must stand beside them wherever they go; "no data" is None.

    Attributes:
        columns: Heading and kind.
    """

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: Sequence[Sequence[Cell]]
    definition: Sequence[tuple[str, str]]


def to_xlsx(sheet: Sheet) -> bytes:
    """A workbook: the figures, then what they mean."""
    columns = [Column(*each) for each in sheet.columns]
    return sheets.to_xlsx(sheets.Sheet("Figures", columns, sheet.rows), sheets.Told(sheet.definition))


def to_csv(sheet: Sheet) -> str:
    """The figures alone."""
    return "".join(sheets.csv_lines([title for title, _ in sheet.columns], sheet.rows))

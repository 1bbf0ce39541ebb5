"""A comparison as a file: the records of a group as CSV, and figures with records as a workbook."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from samebook.kernel import sheets
from samebook.leads.meaning.results import Named
from samebook.leads.meaning.telling import SIGNS, definition, definitions, groups, letter, pairs_of, pattern_words


def header(report: Mapping[str, Any]) -> list[str]:
    letters = [each["letter"] for each in definitions(report)]
    return [report["kind"].capitalize(), "Name", "Of", "Territory", *letters]


def cells_of(row: Named) -> list[Any]:
    """One record in the order of ``header``: a word for each definition."""
    return [row.id, row.name, row.under or None, row.territory or None, *(SIGNS[sign] for sign in row.told)]


def csv_lines(report: Mapping[str, Any], rows: Iterable[Named]) -> Iterator[str]:
    """Every record of a group, line by line."""
    return sheets.csv_lines(header(report), (cells_of(row) for row in rows))


def to_xlsx(report: Mapping[str, Any], rows: Iterable[Named], pattern: str) -> bytes:
    """A workbook: how many are in which, every combination, the records of a group, what was compared."""
    pairs = [
        [f"{letter(pair.first)} and {letter(pair.second)}", *(each["records"] for each in groups(report, pair)),
         pair.overlap]
        for pair in pairs_of(report)
    ]  # fmt: skip
    names = ("Definitions", "Both", "Only the first", "Only the second", "Neither", "Not known in one", "Overlap")
    letters = [each["letter"] for each in definitions(report)]
    combos = [[*(SIGNS[sign] for sign in combo), records] for combo, records in report["combos"]]
    return sheets.to_xlsx(
        sheets.Sheet("Two by two", sheets.texts(*names), pairs),
        sheets.Sheet("Combinations", sheets.texts(*letters, "Records"), combos),
        sheets.Sheet("Records", sheets.texts(*header(report)), (cells_of(row) for row in rows)),
        sheets.Told(
            [*definition(report), ("Records listed", pattern_words(report, pattern))], name="What was compared"
        ),
    )

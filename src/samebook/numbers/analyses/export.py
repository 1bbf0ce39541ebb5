"""An analysis as a file: Excel with a sheet per table and one that says what the figures mean, or CSV."""

from datetime import UTC
from typing import Any

from samebook.kernel import sheets
from samebook.numbers.analyses.definitions import Parameter
from samebook.numbers.analyses.results import AnalysisResult, Table

LONGEST_NAME = 31
"""Of a sheet, as Excel has it."""


def to_xlsx(result: AnalysisResult) -> bytes:
    """A workbook: each table with real numbers and months, then the definition."""
    tables = [_sheet(table) for table in result.found.tables]
    return sheets.to_xlsx(*tables, sheets.Told(definition_of(result)))


def to_csv(result: AnalysisResult, name: str = "") -> str:
    """One table as CSV; the first when none is named. Empty is "no data".

    Raises:
        KeyError: There is no such table.
    """
    table = next((each for each in result.found.tables if name in ("", each.name)), None)
    if table is None:
        if name:
            raise KeyError(name)
        return "".join(sheets.csv_lines(["Nothing to tell"], []))
    sheet = _sheet(table)
    return "".join(sheets.csv_lines([column.title for column in sheet.columns], sheet.rows))


def definition_of(result: AnalysisResult) -> list[tuple[str, Any]]:
    """What must stand beside the figures wherever they go."""
    asked, analysis, found = result.asked, result.analysis, result.found
    days: Any = "Everything"
    if asked.period:
        days = f"{asked.period.start.isoformat()} up to, not including, {asked.period.end.isoformat()}"
    told: list[tuple[str, Any]] = [
        ("Analysis", analysis.title),
        ("Means", analysis.means),
        ("Not counted", analysis.nulls),
        ("Time", analysis.time),
        ("Source of the definition", analysis.source),
        *(_parameter(analysis.parameters[name], value) for name, value in asked.values),
        ("Days", days),
        *([("Only", f"{asked.within.name} ({asked.within.records})")] if asked.within else []),
        ("As of (UTC)", result.as_of.astimezone(UTC).replace(tzinfo=None)),
        ("Snapshot", result.stamp),
        (f"{analysis.unit.capitalize()} counted", found.row_count),
        ("Left out, because their dates cannot be", found.left_out),
        *(("Mind", note) for note in found.notes),
        ("Currency", result.currency),
        ("Intervals", "95 %"),
        ("Definition's fingerprint", analysis.hash),
    ]
    return told + ([("Simulated", "Yes: a company that does not exist")] if result.simulated else [])


def _parameter(parameter: Parameter, value: int) -> tuple[str, str]:
    return parameter.title, f"{value:,}. {parameter.means}"


def _sheet(table: Table) -> sheets.Sheet:
    columns = [sheets.Column(title, "month") for title in table.heads]
    columns += [sheets.Column(column.title, column.kind) for column in table.columns]
    rows = [[*line.heads, *(line.cells[column.name] for column in table.columns)] for line in table.lines]
    return sheets.Sheet(table.title[:LONGEST_NAME].strip(), columns, rows, held=len(table.heads))

"""A comparison as a file: the leads that differ as CSV, and all of it as a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from samebook.kernel.texts import harmless
from samebook.leads.effect.results import Differing
from samebook.leads.effect.telling import GROUPS, SIDES, VERDICTS, definition, outcome_words, rerouted, rows_of, totals

HEADER = ("Lead", "Who", "Company", "Came", "Source", "Territory", "Rep", "First text", "Second text",
          "First text, by what is known now", "Second text, by what is known now", "Why")  # fmt: skip
MOST_ROWS = 200_000
"""A workbook holds so many leads at most; the CSV holds all."""


def cells_of(row: Differing) -> list[Any]:
    """One lead as typed cells in the order of ``HEADER``; what is not known is None."""
    lead = row.lead
    return [
        lead.pk,
        str(lead.person) if lead.person else None,
        lead.account.name if lead.account else None,
        row.day,
        lead.source or None,
        lead.territory.name if lead.territory else None,
        lead.owner.name if lead.owner else None,
        outcome_words(row.before),
        outcome_words(row.after),
        outcome_words(row.before_now) if row.before_now else None,
        outcome_words(row.after_now) if row.after_now else None,
        "; ".join(row.why) or None,
    ]


def csv_lines(rows: Iterable[Differing]) -> Iterator[str]:
    """UTF-8 text for a spreadsheet, line by line; no text becomes a formula."""
    yield "\ufeff" + _line(HEADER)
    for row in rows:
        yield _line([harmless(cell) if isinstance(cell, str) else cell for cell in cells_of(row)])


def to_xlsx(report: Mapping[str, Any], rows: Iterable[Differing]) -> bytes:
    """A workbook: the counts, one sheet per group, the leads, and what was compared."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        styles = {
            "bold": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        }
        _sheet(book, "Outcomes", ("Outcome", "First text", "Second text"), _totals(report), styles)
        for group, title in GROUPS.items():
            header, lines = group_table(report, group)
            _sheet(book, f"By {title.lower()}", header, lines, styles)
        given = [(place, rep, *map(_number, counts)) for place, rep, *counts in rerouted(report)]
        _sheet(book, "Who would get them", ("Territory", "Rep", "First text", "Second text"), given, styles)
        leads = (cells_of(row) for _, row in zip(range(MOST_ROWS), rows, strict=False))
        _sheet(book, "Leads that differ", HEADER, leads, styles)
        _sheet(book, "What was compared", ("", ""), definition(report), styles)
    return held.getvalue()


def group_table(report: Mapping[str, Any], group: str) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of one group."""
    rows = rows_of(report, group)
    verdicts = [verdict for verdict in VERDICTS if rows and verdict in rows[0].before]
    header = [GROUPS[group]]
    header += [f"{VERDICTS[verdict]}, {word} text" for verdict in verdicts for word in ("first", "second")]
    counted = any(row.changed is not None for row in rows)
    lines = [
        [row.name, *(getattr(row, side)[verdict] for verdict in verdicts for side in SIDES)]
        + ([row.changed] if counted else [])
        for row in rows
    ]
    return header + (["Leads that differ"] if counted else []), lines


def _number(said: str) -> int:
    return int(said.replace(",", ""))


def _totals(report: Mapping[str, Any]) -> list[list[Any]]:
    return [[row.name, row.before["deliver"], row.after["deliver"]] for row in totals(report)]


def _sheet(book: Any, name: str, header: Iterable[str], rows: Iterable[Iterable[Any]], styles: Any) -> None:
    sheet = book.add_worksheet(name)
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, styles["bold"])
        sheet.set_column(place, place, max(12, min(len(title) + 2, 40)))
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, styles["moment" if isinstance(cell, datetime) else "day"])
            elif isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell)


def _line(cells: Iterable[Any]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue()

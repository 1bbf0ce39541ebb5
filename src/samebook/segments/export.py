"""Members as a file: CSV, or a workbook with a sheet that says what they are members of."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from samebook.kernel.texts import harmless
from samebook.segments.definitions import Definition
from samebook.segments.queries import Count
from samebook.segments.showing import Shown
from samebook.segments.terms import Kind

MOST_ROWS = 200_000
"""A workbook holds so many members at most; the CSV holds all."""

HEADERS = {
    Kind.ACCOUNT: ("Account", "Id", "Country", "Territory", "Rep", "May be contacted"),
    Kind.PERSON: (
        "Person", "Id", "Title", "Account", "E-mail", "Telephone", "Country", "Territory", "Rep", "May be contacted",
    ),
    Kind.LEAD: (
        "Lead", "Id", "Title", "Account", "E-mail", "Telephone", "Country", "Territory", "Rep", "May be contacted",
    ),
}  # fmt: skip


def cells_of(kind: Kind, row: Shown) -> list[Any]:
    """One member as typed cells in the order of the header; what is not known is None."""
    who = [] if kind is Kind.ACCOUNT else [row.title, row.company, row.email, row.phone]
    told = [row.name, row.record_id, *who, row.country, row.territory, row.owner, "yes" if row.may_contact else "no"]
    return [cell or None for cell in told]


def csv_lines(kind: Kind, rows: Iterable[Shown]) -> Iterator[str]:
    """UTF-8 text for a spreadsheet, line by line; no text becomes a formula."""
    yield "\ufeff" + _line(HEADERS[kind])
    for row in rows:
        yield _line([harmless(cell) if isinstance(cell, str) else cell for cell in cells_of(kind, row)])


def definition_of(definition: Definition, count: Count, *, edition: str, only: str = "") -> list[tuple[str, Any]]:
    """What must stand beside the members wherever they go."""
    kind = definition.kind.many if definition.kind else ""
    told: list[tuple[str, Any]] = [
        ("Segment", definition.title),
        ("Signed by", "nobody: private" if definition.private else "both sides"),
        ("Means", definition.means or None),
        ("Who is in it", definition.english),
        ("The condition as text", definition.text),
        ("Of what", kind),
        ("Rows", only or "all members"),
        ("Edition of the Book", edition),
        ("As of (UTC)", count.as_of.astimezone(UTC).replace(tzinfo=None)),
        ("Members", count.members),
        ("Of whom may be contacted", count.may_contact),
        ("Unknown: a value that decides is missing", count.unknown),
        (f"Of {kind} in all", count.of),
        ("Addresses", "Left out where the person may not be contacted"),
        ("Definition's fingerprint", definition.fingerprint),
    ]
    return told


def to_xlsx(kind: Kind, rows: Iterable[Shown], told: Sequence[tuple[str, Any]]) -> bytes:
    """A workbook: the members, then what they are. No text becomes a formula or a link."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        plain = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        sheet = book.add_worksheet("Members")
        for place, title in enumerate(HEADERS[kind]):
            sheet.write_string(0, place, title, bold)
            sheet.set_column(place, place, max(14, min(len(title) + 2, 40)))
        sheet.freeze_panes(1, 1)
        for line, row in zip(range(1, MOST_ROWS + 1), rows, strict=False):
            for place, cell in enumerate(cells_of(kind, row)):
                _write(sheet, line, place, cell, None)
        about = book.add_worksheet("Definition")
        about.set_column(0, 0, 34)
        about.set_column(1, 1, 90)
        for line, (title, value) in enumerate(told):
            about.write_string(line, 0, title, bold)
            _write(about, line, 1, value, moment if isinstance(value, datetime) else plain)
    return held.getvalue()


def _write(sheet: Any, line: int, place: int, cell: Any, style: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell, style)
    elif isinstance(cell, str):
        sheet.write_string(line, place, cell, style)
    elif cell is not None:
        sheet.write_number(line, place, cell, style)


def _line(cells: Iterable[Any]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue()

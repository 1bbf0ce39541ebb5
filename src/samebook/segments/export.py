"""Members as a file: CSV, or a workbook with a sheet that says what they are members of."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from samebook.kernel import sheets
from samebook.segments.definitions import Definition
from samebook.segments.queries import Count
from samebook.segments.showing import Shown
from samebook.segments.terms import Kind

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
    """Every member, line by line."""
    return sheets.csv_lines(HEADERS[kind], (cells_of(kind, row) for row in rows))


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
        ("As of (UTC)", count.as_of),
        ("Members", count.members),
        ("Of whom may be contacted", count.may_contact),
        ("Unknown: a value that decides is missing", count.unknown),
        (f"Of {kind} in all", count.of),
        ("Addresses", "Left out where the person may not be contacted"),
        ("Definition's fingerprint", definition.fingerprint),
    ]
    return told


def to_xlsx(kind: Kind, rows: Iterable[Shown], told: Sequence[tuple[str, Any]]) -> bytes:
    """A workbook: the members, then what they are."""
    members = (cells_of(kind, row) for row in rows)
    return sheets.to_xlsx(sheets.Sheet("Members", sheets.texts(*HEADERS[kind]), members, held=1), sheets.Told(told))

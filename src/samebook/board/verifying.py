"""Whether what is frozen is still what was frozen: its hash taken again, and held against the journal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from samebook.board.models import ClosedPeriod, Restatement, SalesSignature
from samebook.journal.models import Entry
from samebook.journal.rules import canonical

Row = ClosedPeriod | Restatement | SalesSignature


@dataclass(frozen=True, slots=True)
class Verified:
    """How many frozen texts were checked, and a sentence for each thing wrong."""

    checked: int
    wrong: tuple[str, ...]


def verify() -> Verified:
    """Closed periods, restatements and signatures: text, hash and journal."""
    rows: list[tuple[str, str, Row]] = [
        *(
            (f"Closed period {row.start} to {row.end}", "board.period.closed", row)
            for row in ClosedPeriod.objects.all()
        ),
        *(
            (f"Restatement of {row.closed.start} to {row.closed.end}", "board.period.restated", row)
            for row in Restatement.objects.select_related("closed")
        ),
        *(
            (f"Sales' signature for {row.start} to {row.end}", "board.sales.signed", row)
            for row in SalesSignature.objects.all()
        ),
    ]
    noted = _noted()
    wrong = [f"{name}: {what}." for name, code, row in rows for what in _wrong(row, noted.get(code, set()))]
    closed = {row.hash for _, code, row in rows if code == "board.period.closed"}
    wrong += [
        f"The journal names a closed period that is gone (hash {each})."
        for each in noted["board.period.closed"] - closed
    ]
    return Verified(len(rows), tuple(wrong))


def _wrong(row: Row, noted: set[str]) -> Iterator[str]:
    if sha256(row.figures.encode()).hexdigest() != row.hash:
        yield "the figures are not those its hash was taken of"
    try:
        if canonical(json.loads(row.figures)) != row.figures:
            yield "the figures are not in their canonical form"
    except ValueError:
        yield "the figures cannot be read"
    if row.hash not in noted:
        yield "the journal has no entry with its hash"


def _noted() -> dict[str, set[str]]:
    """Hashes that the journal names, by what was done."""
    codes = ("board.period.closed", "board.period.restated", "board.sales.signed")
    found: dict[str, set[str]] = {code: set() for code in codes}
    for code, detail in Entry.objects.filter(code__in=codes).values_list("code", "detail"):
        found[code].add(str(detail.get("hash", "")))
    return found

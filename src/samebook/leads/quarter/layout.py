"""What a review sheet is made of: text in cells, so that the page and the paper say the same. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1


def by_reason(silent: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Labels of the clauses that a sheet is silent of, by the reason why."""
    found: dict[str, list[str]] = {}
    for label, why in silent:
        found.setdefault(why, []).append(label)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; the first cell names the row.

    Attributes:
        words: Places of columns that hold words and stand to the left, the first one besides.
        widths: How wide each column is on paper beside the others; empty for what ``words`` suggests.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    words: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the Book with what the quarter says of it.

    Attributes:
        name: As the text calls it; empty for a table over several clauses.
        says: The clause as a sentence.
        because: The reason that stands in the Book.
        found: Sentences about the quarter.
    """

    name: str
    label: str
    says: str = ""
    because: str = ""
    found: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its clauses.

    Attributes:
        covers: Names of clauses that a table of this part speaks of without a heading of their own.
    """

    title: str
    clauses: tuple[Clause, ...] = ()
    covers: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return self.covers | {each.name for each in self.clauses if each.name}


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of a clause, and where it stands now."""

    clause: str
    label: str
    side: str
    who: str
    day: str
    text: str
    stands: str


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that another edition says otherwise; an empty side is one that has no such clause."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that took force in the quarter."""

    label: str
    day: str
    signed: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet. Every value is text, a number or a list of them, so that JSON holds it unchanged.

    Attributes:
        instant: When the snapshot was taken, in ISO form; ``as_of`` is the same in the company's words.
        places: Names of the territories that are counted; empty for the whole company.
        talked: Whether it holds what both departments said to each other, which they alone read.
        silent: Clauses that the quarter says nothing of, as (label, why).
    """

    title: str
    company: str
    edition: str
    edition_title: str
    quarter: str
    days: str
    before: str
    is_over: bool
    instant: str
    as_of: str
    made: str
    simulated: bool
    places: tuple[str, ...]
    talked: bool
    head: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    changed: tuple[Edition, ...]
    said: tuple[Said, ...]
    silent: tuple[tuple[str, str], ...]
    definition: tuple[tuple[str, str], ...]
    format: int = field(default=FORMAT)

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        data = asdict(self)
        for part in data["parts"]:
            part["covers"] = sorted(part["covers"])
        return data

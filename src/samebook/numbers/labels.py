"""Words for the values of a dimension, as the snapshot holds them: in a table, or in its manifest as the Book in force
had them when it was taken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from samebook.numbers.engines import Session
from samebook.numbers.results import NOT_SAID, Key
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.tables import Dimension, registry

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Names:
    """What values are called, dimension by dimension."""

    words: Mapping[str, Mapping[Key, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Names":
        """Those that hold for a snapshot; none of one that was taken before there were any."""
        return cls(snapshot.manifest.get("words", {}))

    def called(self, dimension: str, code: str | None) -> str:
        """One value in words; a name that has none is read as words, anything else stands as it is."""
        known = self.words.get(dimension, {})
        return (known.get(code) if code else None) or in_words(code)

    def place(self, dimension: str, code: Key) -> int:
        """Where a value stands in the order of its words, which is the Book's; what has none stands behind."""
        known = list(self.words.get(dimension, ()))
        return known.index(code) if code in known else len(known)


def in_words(code: str | None, nothing: str = NOT_SAID) -> str:
    """A name as people read it: ``not_reached`` is “Not reached”. What is no name (a product) stands as it is."""
    if not code:
        return nothing
    return code.replace("_", " ").capitalize() if _NAME.fullmatch(code) else code


def labels_for(dimension: Dimension | None, session: Session, snapshot: Snapshot) -> Mapping[Key, str]:
    """Labels of a dimension's values; empty where a value is its own label."""
    if dimension is None:
        return {}
    if not dimension.label:
        return Names.of(snapshot).words.get(dimension.name, {})
    table, column = dimension.label.split(".")
    key = registry.table(table).columns[0].name
    words = exp.select(key, column).from_(table)
    if dimension.calendar:
        words = words.where(exp.column(key).eq(exp.column(dimension.calendar)))
    return dict(session.run(words).rows)


def label(value: Key, dimension: Dimension | None, known: Mapping[Key, str]) -> str:
    """What a row is called."""
    if dimension is None:
        return "All"
    if value is None:
        return NOT_SAID
    if isinstance(value, date):
        return known.get(value) or f"{value:%Y-%m}"
    if dimension.refers_to:
        return f"{dimension.refers_to} {value}"
    if dimension.name in registry.words:
        return known.get(value) or in_words(str(value))
    return known.get(value) or str(value)

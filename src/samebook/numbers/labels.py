"""Words for the values of a dimension: those that the snapshot holds, or those of the Book in force at its instant."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from sqlglot import exp

from samebook.numbers.engines import Session
from samebook.numbers.results import NOT_SAID, Key
from samebook.numbers.tables import Dimension, registry

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Names:
    """What values are called at one instant, dimension by dimension; read when first asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._read: dict[str, Mapping[str, str]] = {}

    def of(self, dimension: str) -> Mapping[str, str]:
        """The words that are known; empty where nobody gives the values of this dimension words."""
        if dimension not in self._read:
            read = registry.words.get(dimension)
            self._read[dimension] = read(self.at) if read else {}
        return self._read[dimension]

    def called(self, dimension: str, code: str | None) -> str:
        """One value in words; a name that has none is read as words, anything else stands as it is."""
        return (self.of(dimension).get(code) if code else None) or in_words(code)


def in_words(code: str | None, nothing: str = NOT_SAID) -> str:
    """A name as people read it: ``not_reached`` is “Not reached”. What is no name (a product) stands as it is."""
    if not code:
        return nothing
    return code.replace("_", " ").capitalize() if _NAME.fullmatch(code) else code


def labels_for(dimension: Dimension | None, session: Session, at: datetime) -> Mapping[Key, str]:
    """Labels of a dimension's values; empty where a value is its own label.

    Args:
        at: The snapshot's instant.
    """
    if dimension is None:
        return {}
    if not dimension.label:
        return dict(Names(at).of(dimension.name))
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

"""Words for the values of a dimension."""

from collections.abc import Mapping
from datetime import date

from sqlglot import exp

from samebook.numbers.engines import Session
from samebook.numbers.results import NOT_SAID, Key
from samebook.numbers.tables import Dimension, registry


def labels_for(dimension: Dimension | None, session: Session) -> Mapping[Key, str]:
    """Labels that the snapshot holds; empty where a value is its own label."""
    if dimension is None or not dimension.label:
        return {}
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
    return known.get(value) or str(value)

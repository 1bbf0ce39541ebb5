"""What is said of a measure of the Book, beside its SELECT."""

from sqlglot import exp

from samebook.book.measures.formulas import Over, Ratio
from samebook.book.measures.units import is_money
from samebook.book.model import Measure as Defined
from samebook.book.tables import MONEY, TIMES
from samebook.numbers.measures import BOOK, Kind, Measure
from samebook.numbers.selecting import Side


def title_of(one: Defined) -> str:
    """Its name as a title."""
    return one.name.replace("_", " ").capitalize()


def described(
    one: Defined, definition: Over | Ratio, kind: Kind, query: exp.Query, side: Side, *, time: str | None = None,
    lookups: frozenset[str] | None = None,
) -> Measure:  # fmt: skip
    """The measure with its SELECT; a row is one of the side's table.

    Args:
        time: The column that decides whether a row is in a period, where it is not the side's own.
        lookups: Names under which other tables are joined, where they are not the side's own.
    """
    time = time or side.over.time
    table = side.table
    names = {name: name.replace("_", " ").capitalize() + "." for name in query.named_selects}
    return Measure(
        name=BOOK + one.name,
        title=title_of(one),
        means=one.means,
        kind=kind,
        grain=f"{table.grain[:1].upper()}{table.grain[1:]}.",
        unit="that meet it" if kind == "rate" else _unit(one, definition),
        nulls="What a row does not say is unknown: a condition on it is not true, and it is no part of a sum or mean.",
        time=table.columns[time].means if time and time in table.columns else "As things stand at the snapshot.",
        source="The Book.",
        by=(*definition.by, *(TIMES if time else ())),
        drill=table.record,
        chapter="book",
        text="",
        columns=names,
        query=query,
        lookups=side.lookups if lookups is None else lookups,
    )


def _unit(one: Defined, definition: Over | Ratio) -> str:
    if isinstance(definition, Over) and definition.unit == MONEY:
        return MONEY
    if one.unit and is_money(one.unit):
        return MONEY
    return one.unit or ""

"""Questions to the snapshot that a measure does not ask: the same SQL subset, grouped by several columns at once."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from samebook.numbers.dialects import Value, literal
from samebook.numbers.engines import engine
from samebook.numbers.language import read_query
from samebook.numbers.snapshot.store import Snapshot
from samebook.numbers.tables import registry

Row = dict[str, Any]


@cache
def query_in(path: Path) -> exp.Query:
    """A SELECT of the declared subset, read and checked once."""
    return read_query(path.read_text("utf-8"), registry)


def grouped(
    snapshot: Snapshot, query: exp.Query, by: Sequence[str], *, where: Sequence[exp.Expr] = (), **sums: str
) -> list[Row]:
    """How many rows there are for each combination of values, as ``n``.

    Args:
        sums: Columns of 1 and 0 to be summed, by the name they are to have.
    """
    select = exp.select(*by, exp.alias_(exp.Count(this=exp.Star()), "n"))
    for name, column in sums.items():
        select = select.select(exp.alias_(exp.Sum(this=exp.column(column)), name))
    select = _from(select, query, where)
    return _run(snapshot, select.group_by(*by) if by else select)


def distinct(
    snapshot: Snapshot, query: exp.Query, column: str, by: Sequence[str], *, where: Sequence[exp.Expr]
) -> list[Row]:
    """How many different values a column has for each combination of values, as ``n``."""
    counted = exp.Count(this=exp.Distinct(expressions=[exp.column(column)]))
    select = _from(exp.select(*by, exp.alias_(counted, "n")), query, where)
    return _run(snapshot, select.group_by(*by))


def ids(snapshot: Snapshot, query: exp.Query, *, where: Sequence[exp.Expr], limit: int) -> tuple[int, list[int]]:
    """How many records there are, and the first of them by id."""
    total = _run(snapshot, _from(exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")), query, where))[0]["n"]
    first = _from(exp.select("record_id"), query, where).order_by("record_id").limit(limit)
    return total, [row["record_id"] for row in _run(snapshot, first)]


def equals(column: str, value: Value | None) -> exp.Expr:
    """A column has a value, or none at all for None."""
    found = exp.column(column)
    return exp.Is(this=found, expression=exp.Null()) if value is None else exp.EQ(this=found, expression=literal(value))


def among(column: str, values: Sequence[Value]) -> exp.Expr:
    """A column has one of some values; of none, nothing."""
    return exp.column(column).isin(*(literal(value) for value in values)) if values else exp.false()


def _from(select: exp.Select, query: exp.Query, where: Sequence[exp.Expr]) -> exp.Select:
    select = select.from_(query.copy().subquery("records"))
    for condition in where:
        select = select.where(condition)
    return select


def _run(snapshot: Snapshot, query: exp.Query) -> list[Row]:
    with engine().open(snapshot) as session:
        return session.run(query).dicts()

"""A ratio of two measures of the Book, whose rows may be of two tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from samebook.book.measures.formulas import Aggregate, Over, Ratio
from samebook.book.model import Measure as Defined
from samebook.book.tables import shape
from samebook.numbers.defined.aggregates import columns_of, figures_read
from samebook.numbers.defined.describing import described
from samebook.numbers.measures import Measure
from samebook.numbers.selecting import EDITION, Side

SPENDING = frozenset({"costs"})
"""Tables whose amounts are known and not drawn by chance, so that a cost for each has an interval (Garwood)."""


def ratio_measure(one: Defined, ratio: Ratio, of: Defined, to: Defined) -> Measure:
    """Both sides' rows one below the other; each side's columns are null in the rows of the other."""
    assert isinstance(of.definition, Over)
    assert isinstance(to.definition, Over)
    upper, lower = Side(of.definition, shape()), Side(to.definition, shape())
    spent = _spent_for_each(upper, lower)
    columns = spent or [columns_of(upper, "a"), columns_of(lower, "b")]
    query = _union(ratio.by, [upper, lower], columns)
    measure = described(
        one, ratio, "ratio" if spent else "formula", query, lower,
        time=of.definition.time, lookups=upper.lookups | lower.lookups,
    )  # fmt: skip
    if spent:
        return measure
    above, below = of.definition.formula, to.definition.formula
    read = {**figures_read(above, "a", "here_a"), **figures_read(below, "b", "here_b")}
    return replace(measure, formula=above, per=below, aggregates={"n": "count(here_b)"} | read)


def _spent_for_each(upper: Side, lower: Side) -> list[dict[str, exp.Expr]] | None:
    """The columns of each side for an amount that was spent for each of what is counted; None for another ratio."""
    spent = upper.over.formula
    if upper.over.table not in SPENDING or not isinstance(spent, Aggregate) or not spent.money:
        return None
    if lower.over.formula != Aggregate("count"):
        return None
    assert spent.operand is not None
    return [
        {"amount": upper.written(spent.operand), "base": exp.Literal.number(0)},
        {"amount": exp.cast(exp.null(), "decimal(28, 2)"), "base": exp.Literal.number(1)},
    ]


def _union(by: Iterable[str], sides: Sequence[Side], columns: Sequence[Mapping[str, exp.Expr]]) -> exp.Query:
    marks = [exp.Literal.string("other"), exp.Literal.string(sides[1].table.record)]
    names = list(dict.fromkeys(name for each in columns for name in each))
    selects = []
    for side, own, mark in zip(sides, columns, marks, strict=True):
        whole = {name: own.get(name, exp.null()) for name in names} | {"record_kind": mark}
        selects.append(_without_editions(side.select(by, whole)))
    return exp.union(*selects, distinct=False)


def _without_editions(select: exp.Select) -> exp.Select:
    """Two tables need not both name the edition; a ratio names none."""
    select.set("expressions", [each for each in select.expressions if each.alias != EDITION])
    return select

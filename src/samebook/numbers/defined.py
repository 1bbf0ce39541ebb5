"""A measure of the Book as one of ours: its SELECT gives a row per record, so that what holds for ours holds for it.

Its conditions are the Book's own and are written for each engine by the Book (``book.sql_form``).
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.measures.formulas import (
    Aggregate,
    Change,
    Combined,
    Cumulative,
    Formula,
    Over,
    Ratio,
    named_aggregates,
)
from samebook.book.measures.units import is_money
from samebook.book.model import Measure as Defined
from samebook.book.tables import MONEY, TIMES, shape
from samebook.numbers.measures import BOOK, Kind, Made, Measure
from samebook.numbers.selecting import EDITION, Side

SPENDING = frozenset({"costs"})
"""Tables whose amounts are known and not drawn by chance, so that a cost for each has an interval (Garwood)."""


def defined(measures: Mapping[str, Defined], *, edition: int | None = None) -> dict[str, Measure]:
    """Every measure of a Book that has figures, by its name here (``book_on_time``)."""
    found = {}
    for name, each in measures.items():
        if each.definition is not None:
            measure = measure_of(each, measures, edition=edition)
            found[BOOK + name] = measure
    return found


def measure_of(one: Defined, others: Mapping[str, Defined], *, edition: int | None = None) -> Measure:
    """One measure of a Book.

    Args:
        others: The Book's measures by name, for what it is made of.
        edition: The number of the edition that defines it.
    """
    definition = one.definition
    match definition:
        case Over():
            found = _over(one, definition)
        case Ratio(of, to):
            found = _ratio(one, definition, others[of], others[to])
        case Cumulative(of, since):
            found = _made(one, definition, measure_of(others[of], others, edition=edition), since=since)
        case Change(of, against):
            found = _made(one, definition, measure_of(others[of], others, edition=edition), against=against)
        case None:
            raise ValueError(f"{one.name} has no definition")
    text = whole_text(one, others)
    currency = one.unit if one.unit and is_money(one.unit) and one.unit != "money" else ""
    return replace(found, text=text, edition=edition, currency=currency)


def whole_text(one: Defined, others: Mapping[str, Defined]) -> str:
    """The definition with those of what it is made of; the same text is the same measure."""
    return "\n".join(text_of(each) for each in [one, *_parts(one, others)])


def text_of(one: Defined) -> str:
    """The definition as the Book says it, a line for each part."""
    lines = [f"{one.name}:", f"  means: {one.means}"]
    match one.definition:
        case Over(table, _, _, time, by, when):
            lines.append(f"  over: {table}")
            lines += [f"  time: {time}"] if time else []
            lines += [f"  by: [{', '.join(by)}]"] if by else []
            lines += [f"  when: {when.text}"] if when else []
            lines.append(f"  expression: {' '.join(one.expression.split())}")
        case Ratio(of, to):
            lines.append(f"  ratio: {{of: {of}, to: {to}}}")
        case Cumulative(of, since):
            lines += [f"  cumulative: {of}", f"  from: {since}"]
        case Change(of, against):
            lines += [f"  change: {of}", f"  against: {against}"]
        case None:
            lines.append(f"  expression: {' '.join(one.expression.split())}")
    if one.definition and not isinstance(one.definition, Over) and one.definition.by:
        lines.append(f"  by: [{', '.join(one.definition.by)}]")
    return "\n".join([*lines, *([f"  unit: {one.unit}"] if one.unit else [])])


def _parts(one: Defined, others: Mapping[str, Defined]) -> list[Defined]:
    match one.definition:
        case Ratio(of, to):
            named = [of, to]
        case Cumulative(of) | Change(of):
            named = [of]
        case _:
            return []
    return [part for name in named for part in (others[name], *_parts(others[name], others))]


def _over(one: Defined, over: Over) -> Measure:
    """By the kind that fits its formula, so that it gets the interval that is known for it; else by its formula."""
    kind, columns, kept = _kind(over)
    side = Side(over, shape())
    if kind == "formula":
        select = side.select(over.by, _columns(side, "v"), kept)
        read = {"n": "count(*)"} | _read(over.formula, "v")
        return replace(_measure(one, over, kind, select, side), formula=over.formula, aggregates=read)
    select = side.select(over.by, {name: side.written(part) for name, part in columns.items()}, kept)
    measure = _measure(one, over, kind, select, side)
    share = over.formula.at if isinstance(over.formula, Aggregate) else None
    return measure if share is None else replace(measure, at=float(share))


def _kind(over: Over) -> tuple[Kind, dict[str, ex.Expression], list[ex.Expression]]:  # noqa: PLR0911 (a line for each)
    """The kind, the columns that its rows have for it, and what must be true of a row beside ``when``."""
    formula = over.formula
    match formula:
        case Aggregate("count", None):
            return "count", {}, []
        case Aggregate("count_if", part) if part:
            return "count", {}, [part]
        case Aggregate("count", part) if part:
            return "count", {}, [_known(part)]
        case Aggregate("avg", part) if part:
            return "mean", {"value": part}, [_known(part)]
        case Aggregate("quantile", part) if part:
            return "rank", {"value": part}, [_known(part)]
        case Aggregate("sum", part, money=True) if part:
            return "amount", {"amount": part}, []
        case Combined("/", Aggregate("count_if" | "count" as function, part), Aggregate("count", None)) if part:
            return "rate", {"hit": part if function == "count_if" else _known(part)}, []
        case Combined("/", Aggregate("count_if", ex.And(parts) as part), Aggregate("count_if", base)) if base in parts:
            return "rate", {"hit": part}, [base]
    return "formula", {}, []


def _known(part: ex.Expression) -> ex.Expression:
    return ex.Not(ex.IsUnknown(part))


def _read(formula: Formula, prefix: str, here: str = "") -> dict[str, str]:
    """What SQL reads of each group for a formula; the names are those that ``figures`` looks for.

    Args:
        here: Column that is 1 in the rows that this formula is of, where others stand beside them.
    """
    found: dict[str, str] = {}
    for column, each in named_aggregates(formula, prefix):
        if each.function == "avg":
            found |= {f"{column}_n": f"count({column})", f"{column}_sum": f"sum({column})"}
            continue
        rows = f"count({here})" if here else "count(*)"
        templates = {
            "count": rows if each.operand is None else f"count({column})",
            "count_if": f"count({column})",
            "count_distinct": f"count(distinct {column})",
        }
        found[column] = templates.get(each.function, f"{each.function}({column})")
        if each.money:
            of_these = f"{here} = 1 and " if here else ""
            found[f"{column}_apart"] = f"sum(case when {of_these}{column} is null then 1 else 0 end)"
    return found


def _ratio(one: Defined, ratio: Ratio, of: Defined, to: Defined) -> Measure:
    """Both sides' rows one below the other; each side's columns are null in the rows of the other."""
    assert isinstance(of.definition, Over)
    assert isinstance(to.definition, Over)
    upper, lower = of.definition, to.definition
    costs = upper.table in SPENDING and isinstance(upper.formula, Aggregate) and upper.formula.money
    counts = isinstance(lower.formula, Aggregate) and lower.formula == Aggregate("count")
    sides = [Side(upper, shape()), Side(lower, shape())]
    marks = [exp.Literal.string("other"), exp.Literal.string(sides[1].table.record)]
    columns: list[dict[str, exp.Expr]]
    if costs and counts:
        assert isinstance(upper.formula, Aggregate)
        assert upper.formula.operand is not None
        columns = [
            {"amount": sides[0].written(upper.formula.operand), "base": exp.Literal.number(0)},
            {"amount": exp.cast(exp.null(), "decimal(28, 2)"), "base": exp.Literal.number(1)},
        ]
    else:
        columns = [_columns(side, mine) for side, mine in zip(sides, ("a", "b"), strict=True)]
    names = list(dict.fromkeys(name for each in columns for name in each))
    selects = []
    for side, own, mark in zip(sides, columns, marks, strict=True):
        whole = {name: own.get(name, exp.null()) for name in names} | {"record_kind": mark}
        selects.append(side.select(ratio.by, whole))
    query = exp.union(*[_without_editions(each) for each in selects], distinct=False)
    kind: Kind = "ratio" if costs and counts else "formula"
    measure = _measure(one, ratio, kind, query, sides[1], time=upper.time, lookups=sides[0].lookups | sides[1].lookups)
    if kind == "ratio":
        return measure
    read = {**_read(upper.formula, "a", "here_a"), **_read(lower.formula, "b", "here_b")}
    return replace(measure, formula=upper.formula, per=lower.formula, aggregates={"n": "count(here_b)"} | read)


def _columns(side: Side, mine: str) -> dict[str, exp.Expr]:
    found: dict[str, exp.Expr] = {} if mine == "v" else {f"here_{mine}": exp.Literal.number(1)}
    for name, each in named_aggregates(side.over.formula, mine):
        if each.operand is not None:
            found[name] = side.counted(each)
    return found


def _without_editions(select: exp.Select) -> exp.Select:
    """Two tables need not both name the edition; a ratio names none."""
    select.set("expressions", [each for each in select.expressions if each.alias != EDITION])
    return select


def _made(one: Defined, definition: Cumulative | Change, of: Measure, *, since: str = "", against: str = "") -> Measure:
    by = (*definition.by, *TIMES) if definition.by else of.by
    kind: Kind = "change" if against else of.kind
    title = one.name.replace("_", " ").capitalize()
    return replace(
        of, name=BOOK + one.name, title=title, means=one.means, kind=kind, by=by, made=Made(of, since, against)
    )


def _measure(
    one: Defined, definition: Over | Ratio, kind: Kind, query: exp.Query, side: Side, *, time: str | None = None,
    lookups: frozenset[str] | None = None,
) -> Measure:  # fmt: skip
    time = time or side.over.time
    table = side.table
    names = {name: name.replace("_", " ").capitalize() + "." for name in query.named_selects}
    return Measure(
        name=BOOK + one.name,
        title=one.name.replace("_", " ").capitalize(),
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

"""How a measure's SELECT becomes the SELECTs that are run: scope, period, groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp, parse_one

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing
from samebook.numbers.dialects import Value, literal
from samebook.numbers.language import DIALECT
from samebook.numbers.measures import Kind, Measure
from samebook.numbers.results import ALL, values_of
from samebook.numbers.tables import Dimension, Registry
from samebook.numbers.within import Within, inside

AGGREGATES: Mapping[Kind, Mapping[str, str]] = {
    "count": {"n": "count(*)"},
    "share": {"n": "count(*)"},
    "rate": {"n": "count(hit)", "hits": "sum(hit)"},
    "mean": {
        "n": "count(value)",
        "total": "sum(cast(value as double precision))",
        "squares": "sum(cast(value as double precision) * cast(value as double precision))",
    },
    "quantile": {"value": "value", "n": "count(*)"},
    "survival": {"duration": "duration", "ended": "ended", "n": "count(*)"},
    "score": {
        "together": "together",
        "n": "count(*)",
        "promoters": "sum(case when value = 1 then 1 else 0 end)",
        "detractors": "sum(case when value = -1 then 1 else 0 end)",
    },
    "ratio": {
        "n": "sum(base)",
        "amount": "sum(amount)",
        "apart": "sum(case when amount is null and base = 0 then 1 else 0 end)",
    },
    "amount": {
        "n": "count(*)",
        "amount": "sum(amount)",
        "apart": "sum(case when amount is null then 1 else 0 end)",
    },
    "rank": {"value": "value", "n": "count(*)"},
}
"""Per kind, what is read for each group; a formula says so itself."""
BY_VALUE: Mapping[Kind, Sequence[str]] = {
    "quantile": ("value",),
    "survival": ("duration", "ended"),
    "score": ("together",),
    "rank": ("value",),
}
CALENDAR = "days"
"""The fact table with a row for each day, and the division of time that it lies in."""
COUNTED = {
    "quantile": "value is not null and value >= 0",
    "survival": "duration is not null and duration >= 0",
    "rate": "hit is not null",
    "mean": "value is not null",
    "score": "value is not null",
    "rank": "value is not null",
}
"""Per kind, which rows count; the others are left out and said to be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: which measure, split how, over which days, seen by whom.

    Attributes:
        territories: Ids that the asker sees; null for everything.
        within: The records that are counted; null for all.
    """

    measure: Measure
    dimension: Dimension | None
    period: Period | None
    territories: frozenset[int] | None
    within: Within | None = None


def grouped(asked: Asked, declared: Registry) -> exp.Select:
    """Columns ``key``, ``split``, then those of ``AGGREGATES``, one row per group (and value, for curves)."""
    measure = asked.measure
    group = [_dimension(asked), exp.column(measure.split) if measure.split else exp.Null()]
    select = exp.select(exp.alias_(group[0], "key"), exp.alias_(group[1], "split"))
    for name, text in (measure.aggregates or AGGREGATES[measure.kind]).items():
        select = select.select(exp.alias_(parse_one(text, dialect=DIALECT), name))
    by: list[exp.Expr] = [exp.column(name) for name in BY_VALUE.get(measure.kind, ())]
    by += [part for part in group if not isinstance(part, exp.Null)]
    select = _from(select, asked, declared).where(_counted(measure))
    return select.group_by(*by) if by else select


def left_out(asked: Asked, declared: Registry) -> exp.Select:
    """Column ``n``: rows that do not count."""
    select = _from(exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")), asked, declared)
    return select.where(exp.not_(exp.paren(_counted(asked.measure))))


def first_day(asked: Asked, declared: Registry) -> exp.Select:
    """Column ``day``: the first that a record has; null when none has one."""
    return _from(exp.select(exp.alias_(exp.Min(this=exp.column("day", table="records")), "day")), asked, declared)


def editions(asked: Asked, declared: Registry) -> exp.Select:
    """Column ``edition_id``, each once."""
    select = exp.select(exp.column("edition_id")).group_by(exp.column("edition_id"))
    return _from(select, asked, declared).where("edition_id is not null")


def records(asked: Asked, key: str, declared: Registry, *, impossible: bool = False) -> exp.Select:
    """Column ``record_id`` of a row's records; with ``impossible`` those left out instead.

    Raises:
        Missing: Not a key of such a row.
    """
    measure = asked.measure
    select = _from(exp.select(exp.column("record_id")), asked, declared)
    if "record_kind" in measure.columns:
        select = select.where(exp.column("record_kind").eq(measure.drill))
    counted = _counted(measure)
    select = select.where(exp.not_(exp.paren(counted)) if impossible else counted)
    if impossible and key == ALL:
        return select
    wanted = values_of(key, measure=measure, dimension=asked.dimension)
    places = ([_dimension(asked)] if asked.dimension else []) + ([exp.column(measure.split)] if measure.split else [])
    for place, text in zip(places, wanted, strict=True):
        select = select.where(_equals(place, text, asked, declared))
    return select


def _from(select: exp.Select, asked: Asked, declared: Registry) -> exp.Select:
    measure, dimension = asked.measure, asked.dimension
    seen = scoped(measure.query, declared, territories=asked.territories, within=asked.within, lookups=measure.lookups)
    select = select.from_(seen.subquery("records"))
    if dimension is not None and dimension.calendar:
        days = exp.select(exp.alias_(exp.column("day"), "of_day"))
        days = days.select(exp.alias_(exp.column(dimension.calendar), "division")).from_(CALENDAR)
        on = exp.column("of_day", table="calendar").eq(exp.column("day", table="records"))
        select = select.join(days.subquery("calendar"), on=on, join_type="left")
    if asked.period is not None and asked.measure.has_day:
        select = select.where(exp.column("day") >= literal(asked.period.start))
        select = select.where(exp.column("day") < literal(asked.period.end))
    return select


def scoped(
    query: exp.Query,
    declared: Registry,
    *,
    territories: frozenset[int] | None,
    within: Within | None,
    lookups: frozenset[str] = frozenset(),
) -> exp.Query:
    """A checked SELECT, every table narrowed to the asker's territories and to the records asked for.

    Args:
        territories: Ids that the asker sees; null for everything.
        within: The records that are counted; null for all.
        lookups: Names of tables that only say more of a row; what they say is the same for everyone who sees it.
    """
    query = query.copy()
    for table in list(query.find_all(exp.Table)):
        if table.alias in lookups:
            continue
        kept = [each for each in _kept(table.name, declared, territories, within) if each is not None]
        if kept:
            rows = exp.select("*").from_(exp.to_table(table.name)).where(*kept)
            table.replace(rows.subquery(table.alias or table.name))
    return query


def _kept(
    name: str, declared: Registry, territories: frozenset[int] | None, within: Within | None
) -> Iterator[exp.Expr | None]:
    """What rows of a table must meet to be seen by the asker, and to be counted."""
    table = declared.tables.get(name)
    if table is None:
        return
    if territories is not None and table.territory:
        seen = [literal(number) for number in sorted(territories)]
        yield exp.column(table.territory).isin(*seen) if seen else exp.false()
    if within is not None:
        yield inside(within, table, declared)


def _dimension(asked: Asked) -> exp.Expr:
    if asked.dimension is None:
        return exp.Null()
    if asked.dimension.calendar:
        return exp.column("division")
    column = exp.column(asked.dimension.column)
    return exp.Anonymous(this="month_of", expressions=[column]) if asked.dimension.name == "month" else column


def _counted(measure: Measure) -> exp.Expr:
    return parse_one(COUNTED.get(measure.kind, "true"), dialect=DIALECT)


def _equals(place: exp.Expr, text: str | None, asked: Asked, declared: Registry) -> exp.Expr:
    if text is None:
        return exp.Is(this=place.copy(), expression=exp.Null())
    return exp.EQ(this=place.copy(), expression=literal(_typed(place, text, declared)))


def _typed(place: exp.Expr, text: str, declared: Registry) -> Value:
    try:
        if isinstance(place, exp.Anonymous) or place.name == "division":
            return date.fromisoformat(text)
        return int(text) if place.name.endswith("_id") else text
    except ValueError:
        raise Missing("row") from None

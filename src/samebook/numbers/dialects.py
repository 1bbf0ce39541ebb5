"""How each engine writes what the declared subset means. An engine more is an entry more here.

Every entry is held to the same answers by the conformance tests (``tests/conformance``).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp, parse_one

from samebook.numbers.written import written

RATIO = "cast(:a as double precision) / nullif(cast(:b as double precision), 0)"

FUNCTIONS: Mapping[str, Mapping[str, str]] = {
    "duckdb": {
        "seconds_between": "cast(epoch_us(:b) - epoch_us(:a) as double) / 1000000",
        "minutes_between": "cast(floor((epoch_us(:b) - epoch_us(:a)) / 60000000) as bigint)",
        "days_between": "date_diff('day', :a, :b)",
        "months_since": "date_diff('month', :a, :b)",
        "days_before": "cast(:a - cast(:b as integer) as date)",
        "ratio": "cast(:a as double) / nullif(cast(:b as double), 0)",
        "quotient": "cast(:a as bigint) // nullif(cast(:b as bigint), 0)",
        "month_of": "cast(date_trunc('month', :a) as date)",
    },
    "postgres": {
        "seconds_between": "cast(extract(epoch from (:b - :a)) as double precision)",
        "minutes_between": "cast(floor(extract(epoch from (:b - :a)) / 60) as bigint)",
        "days_between": "(:b - :a)",
        "months_since": "cast((extract(year from :b) - extract(year from :a)) * 12"
        " + extract(month from :b) - extract(month from :a) as bigint)",
        "days_before": "(:a - cast(:b as integer))",
        "ratio": RATIO,
        "quotient": "cast(:a as bigint) / nullif(cast(:b as bigint), 0)",
        "month_of": "cast(date_trunc('month', :a) as date)",
    },
    "spark": {
        "seconds_between": "cast(unix_micros(:b) - unix_micros(:a) as double) / 1000000",
        "minutes_between": "cast(floor((unix_micros(:b) - unix_micros(:a)) / 60000000) as bigint)",
        "days_between": "datediff(:b, :a)",
        "months_since": "(year(:b) - year(:a)) * 12 + month(:b) - month(:a)",
        "days_before": "date_sub(:a, cast(:b as int))",
        "ratio": "cast(:a as double) / nullif(cast(:b as double), 0)",
        "quotient": "cast(:a as bigint) div nullif(cast(:b as bigint), 0)",
        "month_of": "trunc(:a, 'MM')",
    },
}
"""Per engine, our own functions. ``:a`` and ``:b`` are the arguments; times are UTC without a zone."""

Value = str | int | Decimal | date | datetime


def render(query: exp.Query, engine: str, parameters: Mapping[str, Value] | None = None) -> str:
    """The text of a checked query for one engine, its named parameters as typed literals."""
    found = written(query.copy(), engine)
    for placeholder in list(found.find_all(exp.Placeholder)):
        placeholder.replace(literal((parameters or {})[placeholder.name]))
    for node in reversed(list(found.find_all(exp.Anonymous))):  # inner ones first
        template = FUNCTIONS[engine].get(node.name.lower())
        if template is not None:
            node.replace(_filled(template, node.expressions, engine))
    return found.sql(dialect=engine)


def literal(value: Value) -> exp.Expr:
    """A value as SQL; text is quoted by the generator, never by hand."""
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.strftime("%Y-%m-%d %H:%M:%S.%f")), "timestamp")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(str(value))


def _filled(template: str, arguments: list[exp.Expr], engine: str) -> exp.Expr:
    named = dict(zip("ab", arguments, strict=False))
    return exp.paren(exp.replace_placeholders(parse_one(template, dialect=engine), **named), copy=False)

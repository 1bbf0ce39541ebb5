"""One statement that counts: how many a condition is true of, unknown for, of how many, and the newest of them."""

from datetime import date

from sqlglot import exp, parse_one

from samebook.book.expressions import Expression
from samebook.book.sql_form import tree
from samebook.book.sql_writer import COLUMN_TYPES
from samebook.kernel.access import Actor
from samebook.leads.effect.table import Records
from samebook.numbers.dialects import literal
from samebook.segments.grounds import Ground
from samebook.segments.kept import column, column_of, quoted
from samebook.segments.rules import Pair, pairs_of
from samebook.segments.seeing import seen_by

COUNTS = (
    "count(*) AS leads", "count(*) FILTER (met) AS met", "count(*) FILTER (met IS NULL) AS unknown",
    "count(DISTINCT account_id) FILTER (met) AS accounts", "max(lead_id, {examples}) FILTER (met) AS examples",
)  # fmt: skip
OF_ACCOUNTS = (
    "count(*) AS accounts", "count(*) FILTER (met) AS met", "count(*) FILTER (met IS NULL) AS unknown",
    "max(record_id, {examples}) FILTER (met) AS examples",
)  # fmt: skip


def counting(
    table: Records,
    expression: Expression,
    actor: Actor,
    *,
    since: date | None,
    within: exp.Expr | None = None,
    examples: int,
) -> exp.Select:
    """A row of leads, met, unknown, accounts, and the newest ids that meet it, over what is known of each lead now.

    Args:
        since: Only leads that came on that day or later; None for all.
        within: Only leads of which this is true; None for all.
    """
    file = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[literal(str(table.now))]))
    fields = [exp.alias_(value(pair, table.pairs), quoted(pair[0])) for pair in sorted(pairs_of(expression))]
    rows = exp.select("lead_id", "account_id", *fields).from_(file)
    seen = seen_by(actor)
    if seen is not None:
        rows = rows.where(seen)
    if within is not None:
        rows = rows.where(within)
    if since is not None:
        rows = rows.where(exp.column("received_day") >= literal(since))
    met = exp.select("lead_id", "account_id", exp.alias_(tree(expression, "duckdb"), "met"))
    counts = [parse_one(each.format(examples=examples), dialect="duckdb") for each in COUNTS]
    return exp.select(*counts).from_(met.from_(rows.subquery("known")).subquery("judged"))


def counting_accounts(on: Ground, expression: Expression, actor: Actor, *, examples: int) -> exp.Select:
    """A row of accounts, met, unknown, and the newest ids that meet it, over every account that the actor may see."""
    file = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[literal(str(on.path))]))
    fields = [exp.alias_(value(pair, on.pairs), quoted(pair[0])) for pair in sorted(pairs_of(expression))]
    rows = exp.select("record_id", *fields).from_(file)
    seen = seen_by(actor)
    if seen is not None:
        rows = rows.where(seen)
    met = exp.select("record_id", exp.alias_(tree(expression, "duckdb"), "met")).from_(rows.subquery("known"))
    counts = [parse_one(each.format(examples=examples), dialect="duckdb") for each in OF_ACCOUNTS]
    return exp.select(*counts).from_(met.subquery("judged"))


def value(pair: Pair, held: frozenset[Pair]) -> exp.Expr:
    """A field as it is kept; unknown where the file does not hold it."""
    if pair in held:
        return column(column_of(pair))
    return exp.cast(exp.null(), COLUMN_TYPES["duckdb"][pair[1]])

"""The SQL that a measure may use: one declared subset, the same on every engine.

What engines read differently is not in it: division (``ratio`` and ``quotient`` are), intervals, ``extract``,
``like``, ``least``, null inside ``in``, ``select *``. Days and seconds between two times are functions of ours,
compiled per engine (``dialects``). Windows are in it where they say everything that engines would choose (``windows``).
"""

from collections.abc import Collection
from difflib import get_close_matches

from sqlglot import exp, parse, tokenize
from sqlglot.errors import OptimizeError, ParseError, TokenError
from sqlglot.optimizer.qualify import qualify

from samebook.kernel.refusals import Refused
from samebook.numbers import windows
from samebook.numbers.tables import Registry

LONGEST = 20_000
OWN_FUNCTIONS = {
    "seconds_between": 2, "minutes_between": 2, "days_between": 2, "months_since": 2, "days_before": 2,
    "ratio": 2, "quotient": 2, "month_of": 1,
}  # fmt: skip
PARAMETERS = frozenset({"as_of", "as_of_on"})
CAST_TO = frozenset({"BIGINT", "INT", "DECIMAL", "DOUBLE", "DATE", "TIMESTAMP", "TEXT", "VARCHAR"})

NODES: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.With, exp.CTE, exp.Union, exp.Subquery,
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null,
    exp.Placeholder, exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is,
    exp.In, exp.Between, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Abs,
    exp.Cast, exp.DataType, exp.DataTypeParam, exp.Count, exp.Sum, exp.Min, exp.Max, exp.Anonymous,
    *windows.NODES,
)  # fmt: skip
TYPES = {
    "integer": "bigint",
    "text": "text",
    "decimal": "decimal(28, 2)",
    "rate": "decimal(18, 8)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
DIALECT = "postgres"
"""The spelling that measures are read in; of it only ``NODES``."""


def read_query(text: str, registry: Registry, parameters: Collection[str] = PARAMETERS) -> exp.Query:
    """A measure's or an analysis' SELECT, every column found in the declared tables.

    Args:
        parameters: Names that may stand after a colon.

    Raises:
        Refused: ``measures.not_in_subset``, with what is outside and what to write instead.
    """
    if len(text) > LONGEST:
        raise _outside(f"A measure has {LONGEST:,} characters at most.")
    try:
        statements = parse(text, dialect=DIALECT)
        tokens = tokenize(text, dialect=DIALECT)
    except (ParseError, TokenError, RecursionError) as problem:
        raise _outside(f"This cannot be read: {str(problem).splitlines()[0]}") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise _outside("A measure is one SELECT.")
    query = statements[0]
    keys = {table.key for table in registry.tables.values()}
    for node in query.walk():
        _check(node, parameters)
        if wrong := windows.check_node(node, keys):
            raise _outside(wrong)
    if wrong := windows.check_nulls(tokens, query):
        raise _outside(wrong)
    _check_names(query, registry)
    return query


def tables_of(query: exp.Query) -> set[str]:
    """Names of the fact tables a query reads."""
    inner = {cte.alias for cte in query.find_all(exp.CTE)}
    return {table.name for table in query.find_all(exp.Table)} - inner


def _check(node: exp.Expr, parameters: Collection[str]) -> None:
    if type(node) not in NODES:
        hint = windows.INSTEAD.get(type(node), "")
        raise _outside(f"“{node.sql(DIALECT)[:80]}” ({type(node).__name__}) is not in the subset. {hint}".rstrip())
    if isinstance(node, exp.Anonymous):
        _check_function(node)
    if isinstance(node, exp.Placeholder) and node.name not in parameters:
        known = ", ".join(f":{name}" for name in sorted(parameters))
        raise _outside(f"There is no parameter :{node.name}; there are {known}.")
    if isinstance(node, exp.In) and any(isinstance(value, exp.Null) for value in node.expressions):
        raise _outside("Null inside IN means something else on each engine; write “or … is null”.")
    if isinstance(node, exp.Union) and node.args.get("distinct"):
        raise _outside("Write UNION ALL; UNION would drop equal rows.")
    if isinstance(node, exp.Table) and (node.db or node.catalog):
        raise _outside(f"“{node.sql(DIALECT)}”: a table is named alone.")
    if isinstance(node, exp.Cast) and node.to.this.name not in CAST_TO:
        raise _outside(f"Nothing is cast to {node.to.sql(DIALECT)}.")


def _check_function(node: exp.Anonymous) -> None:
    wanted = OWN_FUNCTIONS.get(node.name.lower())
    if wanted is None:
        near = get_close_matches(node.name.lower(), OWN_FUNCTIONS, 1)
        raise _outside(f"There is no function {node.name}." + (f" Did you mean {near[0]}?" if near else ""))
    if len(node.expressions) != wanted:
        raise _outside(f"{node.name} takes {wanted} arguments.")


def _check_names(query: exp.Query, registry: Registry) -> None:
    for name in sorted(tables_of(query)):
        if name not in registry.tables:
            near = get_close_matches(name, registry.tables, 1)
            raise _outside(f"There is no fact table {name}." + (f" Did you mean {near[0]}?" if near else ""))
    schema: dict[str, object] = {t.name: {c.name: TYPES[c.type] for c in t.columns} for t in registry.tables.values()}
    try:
        qualify(query.copy(), schema=schema, dialect=DIALECT, identify=False)
    except OptimizeError as problem:
        raise _outside(str(problem).splitlines()[0]) from None


def _outside(message: str) -> Refused:
    return Refused("measures.not_in_subset", message)

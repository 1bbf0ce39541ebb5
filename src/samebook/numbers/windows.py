"""Windows and distinct counts, as far as every engine means the same by them. ``language`` asks for each node.

What an engine would choose by itself is said: where nulls stand, which rows a running sum takes, and which of two
equal rows comes first.
"""

from collections.abc import Collection, Iterable

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

NODES: tuple[type[exp.Expr], ...] = (
    exp.Window, exp.WindowSpec, exp.Order, exp.Ordered, exp.RowNumber, exp.Lag, exp.Lead, exp.Distinct, exp.Star,
)  # fmt: skip
RANKED = (exp.RowNumber, exp.Lag, exp.Lead)
SUMMED = (exp.Sum, exp.Count, exp.Min, exp.Max)
INSTEAD: dict[type[exp.Expr], str] = {
    exp.Div: "Write ratio(a, b), or quotient(a, b) for whole numbers.",
    exp.Least: "Engines differ on null; write case when a <= b then a else b end.",
    exp.Greatest: "Engines differ on null; write case when a >= b then a else b end.",
    exp.Rank: "Write row_number() with an order that ends in a table's key.",
    exp.DenseRank: "Write row_number() with an order that ends in a table's key.",
    exp.PercentileCont: "Write row_number() and count(*) over (), and take the row of that rank.",
    exp.Quantile: "Write row_number() and count(*) over (), and take the row of that rank.",
    exp.Median: "Write row_number() and count(*) over (), and take the row of that rank.",
    exp.Avg: "Write sum(x) and count(x), and ratio(a, b).",
    exp.Filter: "Write sum(case when … then 1 else 0 end).",
    exp.Qualify: "Write the window in a WITH and the condition in WHERE.",
    exp.IgnoreNulls: "Leave the null rows out in WHERE first.",
}
"""What to write for what is not in the subset."""


def check_nulls(tokens: Iterable[Token], query: exp.Expr) -> str:
    """What is wrong with where nulls stand in orders; empty if nothing. Engines put them first or last as they like."""
    told, last = 0, ""
    for token in tokens:
        word = token.text.upper() if token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER) else ""
        told += last == "NULLS" and word in ("FIRST", "LAST")
        last = word
    if told != len(list(query.find_all(exp.Ordered))):
        return "Say nulls first or nulls last after every column of an ORDER BY; engines differ."
    return ""


def check_node(node: exp.Expr, keys: Collection[str]) -> str:
    """What is wrong with a window, an order or a distinct; empty if nothing.

    Args:
        keys: Names of the columns that tell the rows of a declared table apart.
    """
    if isinstance(node, exp.Distinct):
        return _distinct(node)
    if isinstance(node, exp.Order) and not isinstance(node.parent, exp.Window):
        return "The rows of a SELECT have no order here; ORDER BY stands inside a window only."
    if isinstance(node, RANKED) and not isinstance(node.parent, exp.Window):
        return f"{node.sql_name().lower()} needs OVER (…)."
    if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        return "Name the columns; * stands in count(*) only."
    return _window(node, keys) if isinstance(node, exp.Window) else ""


def _distinct(node: exp.Distinct) -> str:
    counted = isinstance(node.parent, exp.Count) and len(node.expressions) == 1
    if not counted or isinstance(node.expressions[0], exp.Tuple):
        return "DISTINCT stands in count(distinct x) of one column only; write GROUP BY."
    if isinstance(node.find_ancestor(exp.Window, exp.Select), exp.Window):
        return "count(distinct x) cannot be a window; count the rows of a WITH that is grouped."
    return ""


def _window(node: exp.Window, keys: Collection[str]) -> str:
    if not isinstance(node.this, RANKED + SUMMED):
        allowed = "row_number, lag, lead, sum, count, min, max"
        return f"A window is one of {allowed}."
    if node.args.get("alias") or node.args.get("first") is not None or node.args.get("over") != "OVER":
        return "Write the window out: over (partition by … order by …)."
    if any(isinstance(each, exp.Window) for each in node.walk() if each is not node):
        return "A window inside a window: put the inner one into a WITH."
    if not _selected(node):
        return "A window is a column of a SELECT; put it into a WITH to filter, group or join by it."
    return _order(node, keys)


def _order(node: exp.Window, keys: Collection[str]) -> str:
    order = node.args.get("order")
    if problem := (_of_rank if isinstance(node.this, RANKED) else _of_sum)(node):
        return problem
    last = order.expressions[-1].this if order else None
    if order and not (isinstance(last, exp.Column) and last.name in keys):
        return "End the ORDER BY of a window with a table's key, so that equal rows have one order on every engine."
    return ""


def _of_rank(node: exp.Window) -> str:
    if node.args.get("order") is None:
        return "row_number, lag and lead need an ORDER BY."
    if node.args.get("spec") is not None:
        return "row_number, lag and lead take no frame."
    if node.this.args.get("default") is not None:
        return "Write coalesce(lag(x) over (…), y) for what stands where there is no row."
    return ""


def _of_sum(node: exp.Window) -> str:
    order, spec = node.args.get("order"), node.args.get("spec")
    if order is None:
        return "A frame needs an ORDER BY." if spec is not None else ""
    if spec is None or str(spec.args.get("kind")).upper() != "ROWS" or spec.args.get("exclude"):
        return "Say which rows: … order by … rows between unbounded preceding and current row."
    return ""


def _selected(node: exp.Expr) -> bool:
    """Whether a node is part of a column of its SELECT."""
    child, parent = node, node.parent
    while parent is not None and not isinstance(parent, exp.Select):
        child, parent = parent, parent.parent
    return parent is not None and child.arg_key == "expressions"

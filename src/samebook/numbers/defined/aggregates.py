"""What SQL reads for the aggregates of a formula: a column of each row, and a figure of each group."""

from sqlglot import exp

from samebook.book.measures.formulas import Formula, named_aggregates
from samebook.numbers.selecting import Side

OWN = "v"
"""Prefix of the columns of a formula that is alone; two formulas beside each other have one each."""


def figures_read(formula: Formula, prefix: str = OWN, here: str = "") -> dict[str, str]:
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


def columns_of(side: Side, prefix: str = OWN) -> dict[str, exp.Expr]:
    """The columns that a row has for its aggregates; beside another formula's, one more that is 1 in its own rows."""
    found: dict[str, exp.Expr] = {} if prefix == OWN else {f"here_{prefix}": exp.Literal.number(1)}
    for name, each in named_aggregates(side.over.formula, prefix):
        if each.operand is not None:
            found[name] = side.counted(each)
    return found

"""Expressions to SQL that means the same on DuckDB, PostgreSQL and Spark."""

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.sql_dialects import WRITERS
from samebook.kernel.refusals import Refused


def sql(expression: ex.Expression, dialect: str) -> str:
    """The expression as SQL of one engine.

    Raises:
        Refused: ``book.dialect``, no such engine.
    """
    return tree(expression, dialect).sql(dialect=dialect)


def tree(expression: ex.Expression, dialect: str) -> exp.Expr:
    """The expression as a tree of SQLGlot, to be built into a larger statement.

    Raises:
        Refused: ``book.dialect``, no such engine.
    """
    if dialect not in WRITERS:
        raise Refused("book.dialect", f"Conditions are written for {', '.join(WRITERS)}, not for {dialect!r}.")
    return WRITERS[dialect]().write(expression)

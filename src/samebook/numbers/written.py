"""Parts of a query that only know how to be written when the engine is known, such as conditions of the Book."""

from collections.abc import Callable

from sqlglot import exp

Write = Callable[[str], exp.Expr]
"""Given an engine's dialect (``dialects.FUNCTIONS``), the part as a tree for it."""


class Written(exp.Expression):
    """Stands in a query until ``dialects.render`` puts the engine's own words in its place."""

    arg_types = {"write": True}

    @classmethod
    def by(cls, write: Write) -> "Written":
        return cls(write=write)


def written(query: exp.Query, dialect: str) -> exp.Query:
    """The query, in place, with every such part written for one engine."""
    for node in list(query.find_all(Written)):
        node.replace(exp.paren(node.args["write"](dialect), copy=False))
    return query

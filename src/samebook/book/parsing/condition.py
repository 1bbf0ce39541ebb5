"""One condition from text to expression: tokens, tree, types, limits."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from samebook.book import expressions as ex
from samebook.book.model import DeclaredField
from samebook.book.parsing.comparing import COMPARISONS, Comparing, Segments
from samebook.book.parsing.measuring import OPERATORS
from samebook.book.parsing.reports import Locate
from samebook.book.parsing.tokens import OUTSIDE, tokens_of
from samebook.book.parsing.wording import a_value
from samebook.book.values import Type, printable
from samebook.kernel.refusals import Problem

MAX_SIZE = 3_000
MAX_DEPTH = 60


def parse_condition(
    text: str, fields: Mapping[str, DeclaredField], segments: Segments, locate: Locate
) -> tuple[ex.Expression | None, list[Problem]]:
    """The typed expression of a condition, or None with every problem found in it.

    Args:
        text: The condition as written in the Book.
        fields: What may be named in it.
        segments: Resolves ``in_segment('…')``.
        locate: Line and column of an offset in ``text``.
    """
    reader = ConditionReader(text, locate, fields, segments)
    expression = reader.read()
    return (None if reader.problems else expression), sorted(set(reader.problems))


class ConditionReader(Comparing):
    """Knows which reader takes which node of SQLGlot; a node without one is outside the language."""

    def __init__(self, text: str, locate: Locate, fields: Mapping[str, DeclaredField], segments: Segments) -> None:
        super().__init__(text, locate, fields, segments)
        self._readers: dict[type[exp.Expr], Callable[[Any], ex.Expression | None]] = {
            exp.Paren: lambda node: self.expression(node.this),
            exp.Column: self._field,
            exp.Literal: self._literal,
            exp.Boolean: lambda node: ex.Literal(bool(node.this), Type.BOOLEAN),
            exp.Null: self._null,
            exp.And: self._joined,
            exp.Or: self._joined,
            exp.Not: self._not,
            exp.In: self._in,
            exp.Between: self._between,
            exp.Like: self._like,
            exp.Escape: self._like,
            exp.Is: self._is,
            exp.Neg: self._negative,
            exp.Cast: self._moment,
            exp.Interval: self._interval_alone,
            exp.Anonymous: self._in_segment,
            exp.Lower: self._lower,
            exp.Length: self._length,
            exp.Abs: self._abs,
            exp.Round: self._round,
            exp.Coalesce: self._coalesce,
            **dict.fromkeys(COMPARISONS, self._compare),
            **dict.fromkeys(OPERATORS, self._arithmetic),
        }

    def read(self) -> ex.Expression | None:
        tokens = tokens_of(self.text, self.report, names=self.fields)
        if tokens is None:
            return None
        try:
            tree = sqlglot.parse_one(self.text)
        except ParseError as error:
            self.report(self._error_offset(error, tokens), "condition.syntax", *syntax_problem(error))
            return None
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
            self.report(0, "condition.syntax", "The condition cannot be read.", "Write comparisons joined by and / or.")
            return None
        try:
            return self._read(tree)
        except RecursionError:
            self.report(0, "condition.too_deep", "The condition is nested too deep.", "Split it, or use segments.")
            return None

    def _read(self, tree: exp.Expr) -> ex.Expression | None:
        expression = self.expression(tree)
        if expression is not None and expression.type is not Type.BOOLEAN:
            message = f"A condition must be true or false; this is {a_value(expression.type)}."
            return self.refuse(tree, "condition.type", message, "Compare it with something.")
        return expression if expression is not None and self._fits(expression) else None

    def expression(self, node: exp.Expr) -> ex.Expression | None:
        reader = self._readers.get(type(node))
        if reader is None:
            return self.refuse(
                node,
                "condition.not_in_language",
                f"{printable(self.source(node))} is not in the language of conditions.",
                OUTSIDE,
            )
        return reader(node)

    def _fits(self, expression: ex.Expression) -> bool:
        depth, level, count = 0, [expression], 0
        while level:
            depth, count = depth + 1, count + len(level)
            if depth > MAX_DEPTH or count > MAX_SIZE:
                message = "With its segments written out the condition is too large."
                self.report(0, "condition.too_large", message, "Split it, or simplify the segments.")
                return False
            level = [child for part in level for child in ex.children(part) for _ in range(_written(part))]
        return True

    def _error_offset(self, error: ParseError, tokens: list[Any]) -> int:
        place = error.errors[0] if error.errors else {}
        for token in tokens:
            if (token.line, token.col) == (place.get("line"), place.get("col")):
                return int(token.start)
        return int(tokens[-1].start)


def _written(part: ex.Expression) -> int:
    """How often SQL writes out what is inside: ``lower`` asks whether a text is ASCII before it chooses a way."""
    return 4 if isinstance(part, ex.Call) and part.function == "lower" else 1


def syntax_problem(error: ParseError) -> tuple[str, str]:
    place = error.errors[0] if error.errors else {}
    near = str(place.get("highlight") or "").strip()
    where = f" at {printable(near[:40])}" if near else ""
    return f"The condition cannot be read{where}: something is missing or too much.", ""

"""Comparisons, and what joins them: everything in a condition that is true or false."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.model import DeclaredField
from samebook.book.parsing.measuring import Measuring
from samebook.book.parsing.patterns import pieces_of
from samebook.book.parsing.reports import Locate
from samebook.book.parsing.wording import a_value, listed_choices, type_hint
from samebook.book.spelling import did_you_mean
from samebook.book.unifying import fits, unify, widened
from samebook.book.values import Type, printable
from samebook.kernel.refusals import Refused

Segments = Callable[[str], "ex.Expression | None"]
"""Resolves a segment's name to its condition; None when that has problems of its own.

Raises KeyError with the known names, or Refused for a circle.
"""

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


class Comparing(Measuring):
    """Reads what is true or false."""

    def __init__(self, text: str, locate: Locate, fields: Mapping[str, DeclaredField], segments: Segments) -> None:
        super().__init__(text, locate, fields)
        self.segments = segments

    def _joined(self, node: exp.And | exp.Or) -> ex.Expression | None:
        kind = type(node)
        parts: list[ex.Expression | None] = []
        waiting: list[exp.Expr] = [node]
        while waiting:
            part = waiting.pop()
            if type(part) is kind:
                waiting += [part.expression, part.this]
            else:
                parts.append(self._boolean(part))
        if any(part is None for part in parts):
            return None
        whole = tuple(part for part in parts if part is not None)
        return ex.And(whole) if kind is exp.And else ex.Or(whole)

    def _not(self, node: exp.Not) -> ex.Expression | None:
        part = self._boolean(node.this)
        return None if part is None else ex.Not(part)

    def _boolean(self, node: exp.Expr) -> ex.Expression | None:
        part = self.expression(node)
        if part is None or part.type is Type.BOOLEAN:
            return part
        return self.refuse(
            node,
            "condition.type",
            f"Here something true or false must stand; {printable(self.source(node))} is {a_value(part.type)}.",
            "Compare it with something.",
        )

    def _is(self, node: exp.Is) -> ex.Expression | None:
        test = node.expression
        if isinstance(test, exp.Null):
            part = self.expression(node.this)
            return None if part is None else ex.IsUnknown(part)
        if isinstance(test, exp.Boolean):
            part = self._boolean(node.this)
            return None if part is None else ex.IsTruth(part, bool(test.this))
        return self.refuse(test, "condition.is", "After is stands null, true or false.", "Write = for a comparison.")

    def _compare(self, node: exp.Binary) -> ex.Expression | None:
        operator = COMPARISONS[type(node)]
        sides = self._pair(node.this, node.expression)
        if sides is None:
            return None
        left, right = sides
        if left.type is Type.BOOLEAN and operator not in ("=", "<>"):
            return self.refuse(node, "condition.type", "True and false have no order.", "Write = or <>.")
        self._mind_choices(left, right, node.expression)
        self._mind_choices(right, left, node.this)
        return ex.Compare(operator, left, right)

    def _pair(self, left: exp.Expr, right: exp.Expr) -> tuple[ex.Expression, ex.Expression] | None:
        """Both sides brought to one type."""
        one, other = self.expression(left), self.expression(right)
        if one is None or other is None:
            return None
        both = unify(one, other)
        if both is None:
            self.refuse(
                right,
                "condition.type",
                f"{printable(self.source(left))} is {a_value(one.type)}, {printable(self.source(right))} is "
                f"{a_value(other.type)}: they cannot be compared.",
                type_hint(one, other),
            )
        return both

    def _mind_choices(self, field: ex.Expression, value: ex.Expression, node: exp.Expr) -> None:
        if not isinstance(field, ex.Field) or not isinstance(value, ex.Literal):
            return
        choices = self.fields[field.name].choices
        if choices and str(value.value) not in choices:
            message = f"{printable(str(value.value))} is not among the choices of {field.name}."
            self.refuse(
                node, "condition.choice", message, did_you_mean(str(value.value), choices, listed_choices(choices))
            )

    def _in(self, node: exp.In) -> ex.Expression | None:
        part = self.expression(node.this)
        if not node.expressions:
            return self.refuse(node, "condition.in", "In needs a list of values.", "Write in ('a', 'b').")
        values = [self._listed(part, value) for value in node.expressions]
        if part is None or any(value is None for value in values):
            return None
        literals = [value for value in values if value is not None]
        widest = next((value.type for value in literals if value.type is not part.type), part.type)
        alike = dict.fromkeys(widened(value, widest) for value in literals)
        return ex.In(fits(part, widest) or part, tuple(alike))

    def _listed(self, part: ex.Expression | None, node: exp.Expr) -> ex.Literal | None:
        value = self.expression(node)
        if value is None or part is None:
            return None
        if not isinstance(value, ex.Literal):
            self.refuse(node, "condition.in", "In a list only values may stand.", "Write or for other comparisons.")
            return None
        both = unify(part, value)
        if both is None or part.type is Type.BOOLEAN:
            self.refuse(
                node,
                "condition.type",
                f"{printable(self.source(node))} is {a_value(value.type)}, not {a_value(part.type)}.",
                type_hint(part, value),
            )
            return None
        self._mind_choices(part, value, node)
        return both[1] if isinstance(both[1], ex.Literal) else value

    def _between(self, node: exp.Between) -> ex.Expression | None:
        if node.args.get("symmetric"):
            return self.refuse(node, "condition.not_in_language", "Symmetric is not in the language.", "")
        low = self._pair(node.this, node.args["low"])
        high = self._pair(node.this, node.args["high"])
        if low is None or high is None:
            return None
        if low[0].type is Type.BOOLEAN:
            return self.refuse(node, "condition.type", "True and false have no order.", "Write = or <>.")
        return ex.And((ex.Compare(">=", *low), ex.Compare("<=", *high)))

    def _like(self, node: exp.Like | exp.Escape) -> ex.Expression | None:  # noqa: PLR0911 (a line for each refusal)
        like, escape = (node.this, node.expression) if isinstance(node, exp.Escape) else (node, None)
        if not isinstance(like, exp.Like):
            return self.refuse(node, "condition.like", "Escape belongs to like.", "")
        part = self.text_of(like.this)
        pattern = like.expression
        if not isinstance(pattern, exp.Literal) or not pattern.is_string:
            return self.refuse(
                pattern, "condition.like", "After like stands a pattern in quotes.", "Write like 'abc%'."
            )
        if escape is not None and (not isinstance(escape, exp.Literal) or len(escape.name) != 1):
            return self.refuse(escape, "condition.like", "After escape stands one character.", "Write escape '!'.")
        pieces = pieces_of(pattern.name, escape.name if escape is not None else None)
        if pieces is None:
            return self.refuse(pattern, "condition.like", "The escape sign stands before neither %, _ nor itself.", "")
        if not pieces:
            return self.refuse(pattern, "condition.like", "An empty text is unknown.", "Write is null.")
        if part is None:
            return None
        found = ex.Like(part, pieces)
        return ex.Not(found) if like.args.get("negate") else found  # SQLGlot keeps a like's not inside the like

    def _in_segment(self, node: exp.Anonymous) -> ex.Expression | None:
        arguments = node.expressions
        if len(arguments) != 1 or not isinstance(arguments[0], exp.Literal) or not arguments[0].is_string:
            return self.refuse(
                node, "condition.segment", "In_segment takes one name in quotes.", "Write in_segment('name')."
            )
        name = arguments[0].name
        try:
            condition = self.segments(name)
        except KeyError as error:
            known = error.args[0]
            hint = did_you_mean(name, known, "Write it under segments.")
            return self.refuse(
                arguments[0], "condition.unknown_segment", f"There is no segment {printable(name)}.", hint
            )
        except Refused as refused:
            return self.refuse(arguments[0], refused.code, refused.message, "")
        return None if condition is None else ex.InSegment(name, condition)

"""Text of a condition to a typed expression. SQLGlot reads it; every node is checked here, nothing is inherited."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from samebook.book import expressions as ex
from samebook.book.model import DeclaredField
from samebook.book.spelling import did_you_mean, listed
from samebook.book.tokens import tokens_of
from samebook.book.unifying import fits, literal_of, unify
from samebook.book.values import Type, parse_value, printable
from samebook.kernel.refusals import Problem, Refused

MAX_SIZE = 3_000
MAX_DEPTH = 60

Locate = Callable[[int], tuple[int, int]]
Segments = Callable[[str], "ex.Expression | None"]
"""Resolves a segment's name to its condition; None when that has problems of its own. Raises KeyError or Refused."""

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_CLOCK_UNITS = ("second", "minute", "hour")
_NUMBERS = (Type.INTEGER, Type.DECIMAL)
_MAX_AMOUNTS = {"year": 1_000}
_MAX_AMOUNT = 9_999
"""Of other units; nothing then leaves the calendars of the engines, which reach back to 4713 BC."""
_MAX_PLACES = 6


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
    reader = _Reader(text, fields, segments, locate)
    return reader.read(), sorted(set(reader.problems))


class _Reader:
    """Reads one condition; every method returns None where it has reported a problem."""

    def __init__(self, text: str, fields: Mapping[str, DeclaredField], segments: Segments, locate: Locate) -> None:
        self.text = text
        self.fields = fields
        self.segments = segments
        self.locate = locate
        self.problems: list[Problem] = []
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
            **dict.fromkeys(_COMPARISONS, self._compare),
            **dict.fromkeys(_ARITHMETIC, self._arithmetic),
        }

    def read(self) -> ex.Expression | None:
        tokens = tokens_of(self.text, self._report)
        if tokens is None:
            return None
        try:
            tree = sqlglot.parse_one(self.text)
        except ParseError as error:
            self._report(self._error_offset(error, tokens), "condition.syntax", *_syntax(error))
            return None
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
            self._report(
                0, "condition.syntax", "The condition cannot be read.", "Write comparisons joined by and / or."
            )
            return None
        expression = self.expression(tree)
        if expression is None:
            return None
        if expression.type is not Type.BOOLEAN:
            self._report(
                self._offset(tree),
                "condition.type",
                f"A condition must be true or false; this is {_a(expression.type)}.",
                "Compare it with something.",
            )
            return None
        if not self._fits(expression):
            return None
        return expression

    def expression(self, node: exp.Expr) -> ex.Expression | None:
        reader = self._readers.get(type(node))
        if reader is None:
            return self._refuse(
                node,
                "condition.not_in_language",
                f"{printable(self._source(node))} is not in the language of conditions.",
                "Conditions know comparisons, and, or, not, in, between, like, is null.",
            )
        return reader(node)

    # Leaves

    def _field(self, node: exp.Column) -> ex.Expression | None:
        name = ".".join(part.name for part in node.parts)
        declared = self.fields.get(name)
        if declared:
            return ex.Field(name, declared.type)
        hint = did_you_mean(name, self.fields, "Declare it under fields, or put text in single quotes.")
        return self._refuse(node, "condition.unknown_field", f"There is no field {printable(name)}.", hint)

    def _literal(self, node: exp.Literal) -> ex.Expression | None:
        try:
            return literal_of(node.this, is_text=node.is_string)
        except Refused as refused:
            hint = "Write is null or is not null." if node.is_string else ""
            return self._refuse(node, "condition.literal", refused.message, hint)

    def _null(self, node: exp.Null) -> ex.Expression | None:
        return self._refuse(node, "condition.null", "Null is compared with nothing.", "Write is null or is not null.")

    def _moment(self, node: exp.Cast) -> ex.Expression | None:
        types = {exp.DataType.Type.DATE: Type.DATE, exp.DataType.Type.TIMESTAMP: Type.TIMESTAMP}
        type_ = types.get(node.to.this)
        if type_ is None or not isinstance(node.this, exp.Literal) or not node.this.is_string:
            return self._refuse(node, "condition.cast", "Values are not converted.", "Write date '2027-01-31'.")
        try:
            value = parse_value(type_, node.this.name)
        except Refused as refused:
            return self._refuse(node, "condition.literal", refused.message, "")
        if value is None:
            return self._refuse(node, "condition.literal", f"This {type_} is empty.", "Write date '2027-01-31'.")
        return ex.Literal(value, type_)

    # Logic

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
        return self._refuse(
            node,
            "condition.type",
            f"Here something true or false must stand; {printable(self._source(node))} is {_a(part.type)}.",
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
        return self._refuse(test, "condition.is", "After is stands null, true or false.", "Write = for a comparison.")

    # Comparisons

    def _compare(self, node: exp.Binary) -> ex.Expression | None:
        operator = _COMPARISONS[type(node)]
        sides = self._pair(node.this, node.expression)
        if sides is None:
            return None
        left, right = sides
        if left.type is Type.BOOLEAN and operator not in ("=", "<>"):
            return self._refuse(node, "condition.type", "True and false have no order.", "Write = or <>.")
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
            self._refuse(
                right,
                "condition.type",
                f"{printable(self._source(left))} is {_a(one.type)}, {printable(self._source(right))} is "
                f"{_a(other.type)}: they cannot be compared.",
                _type_hint(one, other),
            )
        return both

    def _mind_choices(self, field: ex.Expression, value: ex.Expression, node: exp.Expr) -> None:
        if not isinstance(field, ex.Field) or not isinstance(value, ex.Literal):
            return
        choices = self.fields[field.name].choices
        if choices and str(value.value) not in choices:
            message = f"{printable(str(value.value))} is not among the choices of {field.name}."
            self._refuse(node, "condition.choice", message, did_you_mean(str(value.value), choices, _choices(choices)))

    def _in(self, node: exp.In) -> ex.Expression | None:
        part = self.expression(node.this)
        if not node.expressions:
            return self._refuse(node, "condition.in", "In needs a list of values.", "Write in ('a', 'b').")
        values = [self._listed(part, value) for value in node.expressions]
        if part is None or any(value is None for value in values):
            return None
        literals = tuple(value for value in values if value is not None)
        widest = next((value.type for value in literals if value.type is not part.type), part.type)
        if part.type is Type.INTEGER and widest is Type.DECIMAL:
            part = ex.Widen(part, Type.DECIMAL)
        return ex.In(part, tuple(dict.fromkeys(fits(value, part.type) or value for value in literals)))

    def _listed(self, part: ex.Expression | None, node: exp.Expr) -> ex.Literal | None:
        value = self.expression(node)
        if value is None or part is None:
            return None
        if not isinstance(value, ex.Literal):
            self._refuse(node, "condition.in", "In a list only values may stand.", "Write or for other comparisons.")
            return None
        both = unify(part, value)
        if both is None or part.type is Type.BOOLEAN:
            self._refuse(
                node,
                "condition.type",
                f"{printable(self._source(node))} is {_a(value.type)}, not {_a(part.type)}.",
                _type_hint(part, value),
            )
            return None
        self._mind_choices(part, value, node)
        return both[1] if isinstance(both[1], ex.Literal) else value

    def _between(self, node: exp.Between) -> ex.Expression | None:
        if node.args.get("symmetric"):
            return self._refuse(node, "condition.not_in_language", "Symmetric is not in the language.", "")
        low = self._pair(node.this, node.args["low"])
        high = self._pair(node.this, node.args["high"])
        if low is None or high is None:
            return None
        if low[0].type is Type.BOOLEAN:
            return self._refuse(node, "condition.type", "True and false have no order.", "Write = or <>.")
        return ex.And((ex.Compare(">=", *low), ex.Compare("<=", *high)))

    def _like(self, node: exp.Like | exp.Escape) -> ex.Expression | None:
        like, escape = (node.this, node.expression) if isinstance(node, exp.Escape) else (node, None)
        if not isinstance(like, exp.Like):
            return self._refuse(node, "condition.like", "Escape belongs to like.", "")
        part = self._text(like.this)
        pattern = like.expression
        if not isinstance(pattern, exp.Literal) or not pattern.is_string:
            return self._refuse(
                pattern, "condition.like", "After like stands a pattern in quotes.", "Write like 'abc%'."
            )
        if escape is not None and (not isinstance(escape, exp.Literal) or len(escape.name) != 1):
            return self._refuse(escape, "condition.like", "After escape stands one character.", "Write escape '!'.")
        pieces = _pattern(pattern.name, escape.name if escape is not None else None)
        if pieces is None:
            return self._refuse(pattern, "condition.like", "The escape sign stands before neither %, _ nor itself.", "")
        if not pieces:
            return self._refuse(pattern, "condition.like", "An empty text is unknown.", "Write is null.")
        return None if part is None else ex.Like(part, pieces)

    # Arithmetic

    def _arithmetic(self, node: exp.Binary) -> ex.Expression | None:
        operator = _ARITHMETIC[type(node)]
        if isinstance(node.expression, exp.Interval) and operator in "+-":
            return self._shift(node, node.expression, -1 if operator == "-" else 1)
        left, right = self.expression(node.this), self.expression(node.expression)
        if left is None or right is None:
            return None
        if left.type is right.type is Type.DATE and operator == "-":
            return ex.DaysBetween(left, right)
        both = unify(left, right) if left.type in _NUMBERS and right.type in _NUMBERS else None
        if both is None:
            moved = left.type in (Type.DATE, Type.TIMESTAMP)
            return self._refuse(
                node,
                "condition.type",
                f"{_a(left.type).capitalize()} and {_a(right.type)} do not go together with {operator}.",
                f"Write {operator} interval '6' month." if moved and operator in "+-" else "",
            )
        one, other = (fits(side, Type.DECIMAL) or side for side in both) if operator == "/" else both
        return ex.Arithmetic(operator, one, other, one.type)

    def _shift(self, node: exp.Binary, interval: exp.Interval, sign: int) -> ex.Expression | None:
        part = self.expression(node.this)
        length = self._interval(interval)
        if part is None or length is None:
            return None
        amount, unit = length
        if part.type not in (Type.DATE, Type.TIMESTAMP):
            return self._refuse(node, "condition.type", f"An interval moves a date, not {_a(part.type)}.", "")
        if part.type is Type.DATE and unit in _CLOCK_UNITS:
            return self._refuse(interval, "condition.type", f"A date has no {unit}s.", "Use a timestamp, or days.")
        return ex.Shift(part, sign * amount, unit, part.type)

    def _interval(self, node: exp.Interval) -> tuple[int, str] | None:
        amount = node.this.name if isinstance(node.this, exp.Literal) else ""
        unit = node.unit.name.lower().removesuffix("s") if node.unit is not None else ""
        if unit not in _UNITS:
            hint = did_you_mean(unit, _UNITS, f"Units are {listed(_UNITS)}.") if unit else "Write interval '6' month."
            self._refuse(node, "condition.interval", "This interval has no unit of the language.", hint)
        elif not (amount.isascii() and amount.isdigit()) or int(amount[:9]) > _MAX_AMOUNTS.get(unit, _MAX_AMOUNT):
            most = _MAX_AMOUNTS.get(unit, _MAX_AMOUNT)
            hint = f"Write a whole number up to {most:,}; write - before interval to go back."
            self._refuse(node, "condition.interval", f"{printable(amount[:40])} is no length of an interval.", hint)
        else:
            return int(amount), unit
        return None

    def _interval_alone(self, node: exp.Interval) -> ex.Expression | None:
        return self._refuse(
            node,
            "condition.interval",
            "An interval stands after a date and + or -.",
            "Write date + interval '6' month.",
        )

    def _negative(self, node: exp.Neg) -> ex.Expression | None:
        part = self._number(node.this)
        if isinstance(part, ex.Literal) and not isinstance(part.value, str | date | datetime):
            return ex.Literal(-part.value, part.type)
        return None if part is None else ex.Negative(part, part.type)

    # Functions

    def _in_segment(self, node: exp.Anonymous) -> ex.Expression | None:
        arguments = node.expressions
        if len(arguments) != 1 or not isinstance(arguments[0], exp.Literal) or not arguments[0].is_string:
            return self._refuse(
                node, "condition.segment", "In_segment takes one name in quotes.", "Write in_segment('name')."
            )
        name = arguments[0].name
        try:
            condition = self.segments(name)
        except KeyError as error:
            known = error.args[0]
            hint = did_you_mean(name, known, "Write it under segments.")
            return self._refuse(
                arguments[0], "condition.unknown_segment", f"There is no segment {printable(name)}.", hint
            )
        except Refused as refused:
            return self._refuse(arguments[0], refused.code, refused.message, "")
        return None if condition is None else ex.InSegment(name, condition)

    def _lower(self, node: exp.Lower) -> ex.Expression | None:
        part = self._text(node.this)
        return None if part is None else ex.Call("lower", (part,), Type.TEXT)

    def _length(self, node: exp.Length) -> ex.Expression | None:
        part = self._text(node.this)
        return None if part is None else ex.Call("length", (part,), Type.INTEGER)

    def _abs(self, node: exp.Abs) -> ex.Expression | None:
        part = self._number(node.this)
        return None if part is None else ex.Call("abs", (part,), part.type)

    def _round(self, node: exp.Round) -> ex.Expression | None:
        part = self._number(node.this)
        places = node.args.get("decimals")
        value = 0 if places is None else int(places.name) if _is_places(places) else None
        if value is None or node.args.get("truncate") is not None:
            return self._refuse(node, "condition.round", "Round takes 0 to 6 places.", "Write round(lead.budget, 2).")
        if part is None or part.type is Type.INTEGER:
            return part
        return ex.Call("round", (part, ex.Literal(value, Type.INTEGER)), Type.DECIMAL)

    def _coalesce(self, node: exp.Coalesce) -> ex.Expression | None:
        nodes = [node.this, *node.expressions]
        parts = [self.expression(part) for part in nodes]
        if any(part is None for part in parts):
            return None
        whole = [part for part in parts if part is not None]
        widest = whole[0]
        for part, written in zip(whole[1:], nodes[1:], strict=True):
            both = unify(widest, part)
            if both is None:
                message = f"{_a(widest.type).capitalize()} and {_a(part.type)} cannot stand for each other."
                return self._refuse(written, "condition.type", message, _type_hint(widest, part))
            widest = both[0]
        return ex.Call("coalesce", tuple(fits(part, widest.type) or part for part in whole), widest.type)

    def _text(self, node: exp.Expr) -> ex.Expression | None:
        return self._of(node, (Type.TEXT,), "text")

    def _number(self, node: exp.Expr) -> ex.Expression | None:
        return self._of(node, _NUMBERS, "a number")

    def _of(self, node: exp.Expr, types: tuple[Type, ...], wanted: str) -> ex.Expression | None:
        part = self.expression(node) if isinstance(node, exp.Expr) else None
        if part is None or part.type in types:
            return part
        message = f"Here {wanted} must stand; {printable(self._source(node))} is {_a(part.type)}."
        return self._refuse(node, "condition.type", message, "")

    # Limits and places

    def _fits(self, expression: ex.Expression) -> bool:
        depth, level, count = 0, [expression], 0
        while level:
            depth, count = depth + 1, count + len(level)
            if depth > MAX_DEPTH or count > MAX_SIZE:
                message = "With its segments written out the condition is too large."
                self._report(0, "condition.too_large", message, "Split it, or simplify the segments.")
                return False
            level = [child for part in level for child in ex.children(part)]
        return True

    def _refuse(self, node: exp.Expr, code: str, message: str, hint: str) -> ex.Expression | None:
        """Notes a problem; None, for the caller to return."""
        self._report(self._offset(node), code, message, hint)
        return None

    def _report(self, offset: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(*self.locate(offset), f"book.{code}", message, hint))

    def _offset(self, node: exp.Expr | None) -> int:
        """Offset of the first word below a node, or of what it stands in."""
        while isinstance(node, exp.Expr):
            starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
            if starts:
                return int(min(starts))
            node = node.parent
        return 0

    def _source(self, node: exp.Expr) -> str:
        spans = [(part.meta["start"], part.meta["end"]) for part in node.walk() if "start" in part.meta]
        if not spans:
            return node.sql()[:60]
        text = self.text[min(start for start, _ in spans) : max(end for _, end in spans) + 1]
        return " ".join(text.split())[:60]

    def _error_offset(self, error: ParseError, tokens: list[Any]) -> int:
        place = error.errors[0] if error.errors else {}
        for token in tokens:
            if (token.line, token.col) == (place.get("line"), place.get("col")):
                return int(token.start)
        return int(tokens[-1].start)


def _syntax(error: ParseError) -> tuple[str, str]:
    place = error.errors[0] if error.errors else {}
    near = str(place.get("highlight") or "").strip()
    where = f" at {printable(near[:40])}" if near else ""
    return f"The condition cannot be read{where}: something is missing or too much.", ""


def _is_places(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.name in [str(places) for places in range(_MAX_PLACES + 1)]


def _pattern(text: str, escape: str | None) -> tuple[str | ex.Wild, ...] | None:
    """The pieces of a like pattern; None when the escape sign stands before an ordinary character."""
    pieces: list[str | ex.Wild] = []
    characters = iter(text)
    for character in characters:
        piece: str | ex.Wild = character
        if character == escape:
            piece = next(characters, "")
            if piece not in ("%", "_", escape):
                return None
        elif character == "%":
            piece = ex.ANY
        elif character == "_":
            piece = ex.ONE
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        elif piece != ex.ANY or not pieces or pieces[-1] != ex.ANY:
            pieces.append(piece)
    return tuple(pieces)


def _a(type_: Type) -> str:
    return {Type.TEXT: "text", Type.INTEGER: "an integer", Type.BOOLEAN: "true or false"}.get(type_, f"a {type_}")


def _choices(choices: tuple[str, ...]) -> str:
    return f"Choices are {listed([repr(choice) for choice in choices])}."


def _type_hint(one: ex.Expression, other: ex.Expression) -> str:
    types = {one.type, other.type}
    literal = next((side for side in (other, one) if isinstance(side, ex.Literal)), None)
    if literal is None:
        return ""
    if literal.type is Type.TEXT and types & {Type.DATE, Type.TIMESTAMP}:
        return f"Write {next(iter(types - {Type.TEXT}))} before the quotes, as in date '2027-01-31'."
    if literal.type is Type.TEXT and types & {Type.INTEGER, Type.DECIMAL}:
        return "Numbers stand without quotes."
    if Type.TEXT in types:
        return "Text goes in single quotes."
    return ""

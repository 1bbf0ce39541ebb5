"""Expressions to SQL: what all engines write alike, and the parts that agreeing forms are made of.

Columns are named as the fields (``"lead.country"``) and have the fields' types: text, bigint, decimal(28,6), boolean,
date, timestamp in UTC without a zone. Where the engines differ the agreeing form is written: results are brought to
range and scale after each step, texts compared by code point, divisions made exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book import lower_table
from samebook.book.arithmetic import MONTHS, SECONDS
from samebook.book.values import Type, Value

COLUMN_TYPES = {
    "duckdb": {Type.TEXT: "VARCHAR", Type.INTEGER: "BIGINT", Type.DECIMAL: "DECIMAL(28, 6)", Type.BOOLEAN: "BOOLEAN"}
    | {Type.DATE: "DATE", Type.TIMESTAMP: "TIMESTAMP"},
    "postgres": {Type.TEXT: "TEXT", Type.INTEGER: "BIGINT", Type.DECIMAL: "NUMERIC(28, 6)", Type.BOOLEAN: "BOOLEAN"}
    | {Type.DATE: "DATE", Type.TIMESTAMP: "TIMESTAMP"},
    "spark": {Type.TEXT: "STRING", Type.INTEGER: "BIGINT", Type.DECIMAL: "DECIMAL(28, 6)", Type.BOOLEAN: "BOOLEAN"}
    | {Type.DATE: "DATE", Type.TIMESTAMP: "TIMESTAMP"},
}
"""The column types that the SQL expects, by dialect."""

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
OPERATORS: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_ESCAPE = "!"
MILLION = 10**6


class Writer:
    """What all engines write alike."""

    dialect = ""

    def write(self, expression: ex.Expression) -> exp.Expr:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.Field(name):
                return exp.column(exp.to_identifier(name, quoted=True))
            case ex.Literal(value, type_):
                return self.literal(value, type_)
            case ex.Widen(part, type_):
                return self.cast(self.write(part), COLUMN_TYPES[self.dialect][type_])
            case ex.Negative(part):
                return exp.Neg(this=exp.paren(self.write(part), copy=False))
            case ex.Arithmetic():
                return self.arithmetic(expression)
            case ex.Shift():
                return self.shift(expression)
            case ex.DaysBetween(left, right):
                return self.days_between(self.write(left), self.write(right))
            case ex.Call(function, arguments):
                return self.call(function, arguments)
            case _:
                return self.truth(expression)

    def truth(self, expression: ex.Expression) -> exp.Expr:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.Compare(operator, left, right):
                return _COMPARISONS[operator](this=self.operand(left), expression=self.compared(right))
            case ex.In(part, values):
                return exp.In(this=self.operand(part), expressions=[self.compared(value) for value in values])
            case ex.Like(part, pattern):
                return self.like(self.operand(part), pattern)
            case ex.IsUnknown(part):
                return exp.Is(this=self.nested(part), expression=exp.null())
            case ex.IsTruth(part, truth):
                inner = self.write(part) if truth else exp.Not(this=self.nested(part))
                return call_of("COALESCE", inner, exp.false())
            case ex.And(parts):
                return _joined(exp.And, [self.nested(part) for part in parts])
            case ex.Or(parts):
                return _joined(exp.Or, [self.nested(part) for part in parts])
            case ex.Not(part):
                return exp.Not(this=self.nested(part))
            case ex.InSegment(_, condition):
                return self.nested(condition)
        raise AssertionError(expression)

    def nested(self, expression: ex.Expression) -> exp.Expr:
        """In parentheses, unless it is a single word."""
        written = self.write(expression)
        return written if isinstance(expression, ex.Field | ex.Literal | ex.Call) else exp.paren(written, copy=False)

    def operand(self, expression: ex.Expression) -> exp.Expr:
        """The left side of a comparison; where an engine has collations, text by code point."""
        return self.nested(expression)

    def compared(self, expression: ex.Expression) -> exp.Expr:
        """The right side of a comparison, where an integer needs no cast to be read as it is meant."""
        match expression:
            case ex.Literal(int(value), Type.INTEGER):
                return number(value)
        return self.nested(expression)

    def literal(self, value: Value, type_: Type) -> exp.Expr:
        if isinstance(value, bool):
            return exp.Boolean(this=value)
        if isinstance(value, str):
            return exp.Literal.string(value)
        if isinstance(value, int) and type_ is Type.INTEGER:
            return self.cast(number(value), "BIGINT")
        if isinstance(value, datetime):
            return self.cast(exp.Literal.string(f"{value:%Y-%m-%d %H:%M:%S.%f}"), "TIMESTAMP")
        if isinstance(value, date):
            return self.cast(exp.Literal.string(value.isoformat()), "DATE")
        return self.cast(number(value), self.decimal)

    @property
    def decimal(self) -> str:
        return COLUMN_TYPES[self.dialect][Type.DECIMAL]

    def cast(self, value: exp.Expr, type_: str) -> exp.Expr:
        return exp.Cast(this=value, to=exp.DataType.build(type_, dialect=self.dialect))

    def try_cast(self, value: exp.Expr, type_: str) -> exp.Expr:
        to = exp.DataType.build(type_, dialect=self.dialect)
        return exp.TryCast(this=value, to=to, safe=True)

    def like(self, value: exp.Expr, pattern: Iterable[str | ex.Wild]) -> exp.Expr:
        """Escaped only where it must be: engines differ in the escape sign that is taken for granted."""
        written, escaped = "", False
        for piece in pattern:
            if isinstance(piece, ex.Wild):
                written += piece.sign
                continue
            for character in piece:
                special = character in ("%", "_", "\\", _ESCAPE)
                escaped |= special
                written += _ESCAPE + character if special and character != "\\" else character
        like = exp.Like(this=value, expression=exp.Literal.string(written))
        return exp.Escape(this=like, expression=exp.Literal.string(_ESCAPE)) if escaped else like

    def call(self, function: str, arguments: Sequence[ex.Expression]) -> exp.Expr:
        first = arguments[0]
        match function, arguments:
            case "coalesce", _:
                return call_of("COALESCE", *(self.write(argument) for argument in arguments))
            case "lower", _:
                return self.lower(self.write(first))
            case "length", _:
                return self.cast(call_of("CHAR_LENGTH", self.write(first)), "BIGINT")
            case "abs", _:
                return call_of("ABS", self.write(first))
            case "round", (value, ex.Literal(int(places))):
                return self.round(self.write(value), places)
        raise AssertionError(function)

    def lower(self, value: exp.Expr) -> exp.Expr:
        """ASCII alone by the engine's own function, which is faster; other letters by the published table."""
        table = exp.Literal.string(lower_table.CAPITALS), exp.Literal.string(lower_table.SMALL)
        case = exp.Case().when(self.is_ascii(value), call_of("LOWER", value.copy()), copy=False)
        return case.else_(call_of("TRANSLATE", value.copy(), *table), copy=False)

    def is_ascii(self, value: exp.Expr) -> exp.Expr:
        bytes_, characters = call_of("OCTET_LENGTH", value.copy()), call_of("CHAR_LENGTH", value.copy())
        return exp.EQ(this=bytes_, expression=characters)

    def arithmetic(self, expression: ex.Arithmetic) -> exp.Expr:
        left, right = self.nested(expression.left), self.nested(expression.right)
        if expression.operator == "/":
            return self.divide(left, right)
        if expression.type is Type.INTEGER:
            return self.integer(expression.operator, left, right)
        return self.decimals(expression.operator, left, right)

    def shift(self, expression: ex.Shift) -> exp.Expr:
        """Moved, then out of the calendar made unknown."""
        kind = exp.Sub if expression.amount < 0 else exp.Add
        amount, unit = abs(expression.amount), expression.unit
        if unit in MONTHS:
            interval = self.interval(amount * MONTHS[unit], "MONTH")
        elif expression.type is Type.DATE or unit in ("day", "week"):
            interval = self.interval(amount * SECONDS[unit] // SECONDS["day"], "DAY")
        else:
            interval = self.interval(amount * SECONDS[unit], "SECOND")
        type_ = COLUMN_TYPES[self.dialect][expression.type]
        moved = self.cast(exp.paren(kind(this=self.nested(expression.part), expression=interval), copy=False), type_)
        if expression.amount < 0:
            last_before = "0999-12-31" if expression.type is Type.DATE else "0999-12-31 23:59:59.999999"
            return cut("GREATEST", moved, self.cast(exp.Literal.string(last_before), type_))
        return cut("LEAST", moved, self.cast(self.after_calendar(), type_))

    def interval(self, amount: int, unit: str) -> exp.Expr:
        return exp.Interval(this=exp.Literal.string(str(amount)), unit=exp.var(unit))

    def after_calendar(self) -> exp.Expr:
        return exp.Literal.string("10000-01-01")

    # What each engine writes in its own way

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        raise NotImplementedError

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        raise NotImplementedError

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        raise NotImplementedError

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        raise NotImplementedError

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        raise NotImplementedError


def call_of(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call written as it is named here, whatever SQLGlot knows of it."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def within(value: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    """The value, unknown where it is not between two others; written without naming the value twice."""
    return cut("GREATEST", cut("LEAST", value, high), low)


def cut(function: str, value: exp.Expr, end: exp.Expr) -> exp.Expr:
    """The value, unknown where it is at ``end`` or beyond it."""
    return call_of("NULLIF", call_of(function, value, end), end.copy())


def number(value: int | Decimal) -> exp.Expr:
    """A number as it is written, a negative one in parentheses."""
    literal = exp.Literal.number(f"{abs(value):f}" if isinstance(value, Decimal) else str(abs(value)))
    return exp.paren(exp.Neg(this=literal), copy=False) if value < 0 else literal


def _joined(kind: type[exp.Connector], parts: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda left, right: kind(this=left, expression=right), parts)

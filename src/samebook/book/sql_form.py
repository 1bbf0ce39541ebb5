"""Expressions to SQL that means the same on DuckDB, PostgreSQL and Spark.

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
from samebook.book.values import DECIMAL_END, INTEGER_END, Type, Value
from samebook.kernel.refusals import Refused

DIALECTS = ("duckdb", "postgres", "spark")
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
_OPERATORS: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_ESCAPE = "!"
_MILLION = 10**6


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
    writers: dict[str, type[_Writer]] = {"duckdb": _DuckDB, "postgres": _Postgres, "spark": _Spark}
    if dialect not in writers:
        raise Refused("book.dialect", f"Conditions are written for {', '.join(DIALECTS)}, not for {dialect!r}.")
    return writers[dialect]().write(expression)


class _Writer:
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
                return _function("COALESCE", inner, exp.false())
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
                return _number(value)
        return self.nested(expression)

    def literal(self, value: Value, type_: Type) -> exp.Expr:
        if isinstance(value, bool):
            return exp.Boolean(this=value)
        if isinstance(value, str):
            return exp.Literal.string(value)
        if isinstance(value, int) and type_ is Type.INTEGER:
            return self.cast(_number(value), "BIGINT")
        if isinstance(value, datetime):
            return self.cast(exp.Literal.string(f"{value:%Y-%m-%d %H:%M:%S.%f}"), "TIMESTAMP")
        if isinstance(value, date):
            return self.cast(exp.Literal.string(value.isoformat()), "DATE")
        return self.cast(_number(value), self.decimal)

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
                return _function("COALESCE", *(self.write(argument) for argument in arguments))
            case "lower", _:
                return self.lower(self.write(first))
            case "length", _:
                return self.cast(_function("CHAR_LENGTH", self.write(first)), "BIGINT")
            case "abs", _:
                return _function("ABS", self.write(first))
            case "round", (value, ex.Literal(int(places))):
                return self.round(self.write(value), places)
        raise AssertionError(function)

    def lower(self, value: exp.Expr) -> exp.Expr:
        """ASCII alone by the engine's own function, which is faster; other letters by the published table."""
        table = exp.Literal.string(lower_table.CAPITALS), exp.Literal.string(lower_table.SMALL)
        case = exp.Case().when(self.is_ascii(value), _function("LOWER", value.copy()), copy=False)
        return case.else_(_function("TRANSLATE", value.copy(), *table), copy=False)

    def is_ascii(self, value: exp.Expr) -> exp.Expr:
        bytes_, characters = _function("OCTET_LENGTH", value.copy()), _function("CHAR_LENGTH", value.copy())
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
            return _cut("GREATEST", moved, self.cast(exp.Literal.string(last_before), type_))
        return _cut("LEAST", moved, self.cast(self.after_calendar(), type_))

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


class _DuckDB(_Writer):
    """Decimals are exact up to 38 digits; TRY and TRY_CAST make what does not fit unknown."""

    dialect = "duckdb"

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.paren(exp.Sub(this=exp.paren(left), expression=exp.paren(right)), copy=False)

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        return self.try_decimal(self.cast(value, f"DECIMAL({23 + places}, {places})"))

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        result = _OPERATORS[operator](this=self.cast(left, "HUGEINT"), expression=self.cast(right, "HUGEINT"))
        return self.cast(self.try_cast(result, "DECIMAL(18, 0)"), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.try_decimal(_function("TRY", _OPERATORS[operator](this=left, expression=right)))

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """Twice the quotient in millionths as a whole number, cut; half of that rounds as the exact one would."""
        doubled = exp.Mul(this=self.millionths(left), expression=_number(2 * _MILLION))
        divisor = _function("NULLIF", self.millionths(right), _number(0))
        twice = self.cast(exp.IntDiv(this=exp.paren(doubled, copy=False), expression=divisor), "DECIMAL(38, 0)")
        half = self.cast(exp.Literal.number("0.0000005"), "DECIMAL(7, 7)")
        return self.try_decimal(exp.Mul(this=twice, expression=half))

    def millionths(self, value: exp.Expr) -> exp.Expr:
        return self.cast(exp.Mul(this=value, expression=_number(_MILLION)), "HUGEINT")

    def try_decimal(self, value: exp.Expr) -> exp.Expr:
        return self.try_cast(value, self.decimal)

    def try_cast(self, value: exp.Expr, type_: str) -> exp.Expr:
        return exp.TryCast(this=value, to=exp.DataType.build(type_, dialect=self.dialect))

    def is_ascii(self, value: exp.Expr) -> exp.Expr:
        return exp.EQ(this=_function("STRLEN", value.copy()), expression=_function("LENGTH", value.copy()))


class _Postgres(_Writer):
    """Numerics have no bounds, so results are brought to range; texts compare by code point only under "C"."""

    dialect = "postgres"

    def operand(self, expression: ex.Expression) -> exp.Expr:
        written = self.nested(expression)
        return self.by_code_point(written) if expression.type is Type.TEXT else written

    def by_code_point(self, text: exp.Expr) -> exp.Expr:
        collation = exp.to_identifier("C", quoted=True)
        return exp.paren(exp.Collate(this=text, expression=collation), copy=False)

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        days = exp.Sub(this=exp.paren(left), expression=exp.paren(right))
        return self.cast(exp.paren(days, copy=False), "BIGINT")

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        return self.in_range(_function("ROUND", value, _number(places)))

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        result = _OPERATORS[operator](this=self.cast(left, "NUMERIC"), expression=self.cast(right, "NUMERIC"))
        return self.cast(_within(result, _number(-INTEGER_END), _number(INTEGER_END)), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.in_range(_function("ROUND", _OPERATORS[operator](this=left, expression=right), _number(6)))

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """As on DuckDB: twice the quotient in millionths, cut to a whole number, then halved and rounded."""
        doubled = exp.Mul(this=left, expression=_number(2 * _MILLION))
        divisor = _function("NULLIF", right, _number(0))
        half = exp.Mul(this=_function("DIV", doubled, divisor), expression=exp.Literal.number("0.0000005"))
        return self.in_range(_function("ROUND", half, _number(6)))

    def in_range(self, value: exp.Expr) -> exp.Expr:
        return _within(value, _number(-DECIMAL_END), _number(DECIMAL_END))

    def lower(self, value: exp.Expr) -> exp.Expr:
        return super().lower(self.by_code_point(exp.paren(value)))


class _Spark(_Writer):
    """Of ANSI Spark the functions that try; a quotient is cut by its remainder, for Spark's own are rounded."""

    dialect = "spark"

    def after_calendar(self) -> exp.Expr:
        return _function("DATE_ADD", self.cast(exp.Literal.string("9999-12-31"), "DATE"), _number(1))

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.cast(_function("DATEDIFF", left, right), "BIGINT")

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        return self.try_cast(self.cast(value, f"DECIMAL({23 + places}, {places})"), self.decimal)

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        wide = self.cast(left, "DECIMAL(19, 0)"), self.cast(right, "DECIMAL(19, 0)")
        result = _function(_TRYING[operator], *wide)
        return self.cast(self.try_cast(result, "DECIMAL(18, 0)"), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.try_cast(_function(_TRYING[operator], left, right), self.decimal)

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        doubled = exp.paren(exp.Mul(this=self.millionths(left), expression=_number(2 * _MILLION)))
        divisor = _function("NULLIF", self.millionths(right), _number(0))
        cut = exp.Sub(this=doubled, expression=exp.paren(exp.Mod(this=doubled.copy(), expression=divisor)))
        twice = self.cast(_function("TRY_DIVIDE", cut, divisor.copy()), "DECIMAL(38, 0)")
        half = self.cast(exp.Literal.number("0.0000005"), "DECIMAL(7, 7)")
        return self.try_cast(_function("TRY_MULTIPLY", twice, half), self.decimal)

    def millionths(self, value: exp.Expr) -> exp.Expr:
        return self.cast(exp.Mul(this=value, expression=_number(_MILLION)), "DECIMAL(28, 0)")


_TRYING = {"+": "TRY_ADD", "-": "TRY_SUBTRACT", "*": "TRY_MULTIPLY"}


def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _within(value: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    """The value, unknown where it is not between two others; written without naming the value twice."""
    return _cut("GREATEST", _cut("LEAST", value, high), low)


def _cut(function: str, value: exp.Expr, end: exp.Expr) -> exp.Expr:
    """The value, unknown where it is at ``end`` or beyond it."""
    return _function("NULLIF", _function(function, value, end), end.copy())


def _number(value: int | Decimal) -> exp.Expr:
    literal = exp.Literal.number(f"{abs(value):f}" if isinstance(value, Decimal) else str(abs(value)))
    return exp.paren(exp.Neg(this=literal), copy=False) if value < 0 else literal


def _joined(kind: type[exp.Connector], parts: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda left, right: kind(this=left, expression=right), parts)

"""What DuckDB, PostgreSQL and Spark each write in their own way, to mean the same."""

from decimal import Decimal

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.sql_writer import MILLION, OPERATORS, Writer, call_of, number, within
from samebook.book.values import DECIMAL_END, INTEGER_END, Type

_TRYING = {"+": "TRY_ADD", "-": "TRY_SUBTRACT", "*": "TRY_MULTIPLY"}


_PLACES = 6
_SHORT = 10
"""Digits of a factor that keep a product with a decimal of 28 within DuckDB's 38."""

_USUAL_ABOVE, _USUAL_BELOW = 4_000_000, 1_000_000_000
"""Twice a dividend below the first in millionths of millionths fits 64 bits; a divisor below the second is exact."""


class DuckDB(Writer):
    """Decimals are exact up to 38 digits; TRY and TRY_CAST make what does not fit unknown."""

    dialect = "duckdb"

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.paren(exp.Sub(this=exp.paren(left), expression=exp.paren(right)), copy=False)

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        return self.try_decimal(self.cast(value, f"DECIMAL({23 + places}, {places})"))

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        result = OPERATORS[operator](this=self.cast(left, "HUGEINT"), expression=self.cast(right, "HUGEINT"))
        return self.cast(self.try_cast(result, "DECIMAL(18, 0)"), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """A sum of two has 29 digits, a product with a short factor 38 at most; only other products need a TRY.

        A product is rounded first, which is three times as fast as the cast that would round it as well.
        """
        if operator != "*":
            return self.try_decimal(OPERATORS[operator](this=left, expression=right))
        left, right = self.short(left), self.short(right)
        product: exp.Expr = exp.Mul(this=left, expression=right)
        product = product if _is_short(left) or _is_short(right) else call_of("TRY", product)
        return self.try_decimal(call_of("ROUND", product, number(_PLACES)))

    def short(self, value: exp.Expr) -> exp.Expr:
        """A number written in the condition with few digits in the narrowest type; everything else as it is."""
        written = value.this if isinstance(value, exp.Cast) else None
        if not isinstance(written, exp.Literal) or written.is_string:
            return value
        whole, _, places = str(written.this).partition(".")
        digits = len(whole) + len(places)
        return self.cast(written, f"DECIMAL({digits}, {len(places)})") if digits <= _SHORT else value

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """Twice the quotient in millionths as a whole number, cut; half of that rounds as the exact one would.

        Amounts of usual size are divided in 64 bits, which is a score of times as fast and as exact; only fields and
        written numbers, because both ways are written out and a quotient of quotients would grow without end.
        """
        twice = self.cast(self._doubled(left, right, "HUGEINT"), "DECIMAL(38, 0)")
        half = self.cast(exp.Literal.number("0.0000005"), "DECIMAL(7, 7)")
        exact = self.try_decimal(exp.Mul(this=twice, expression=half))
        if not (_is_plain(left, _USUAL_ABOVE) and _is_plain(right, _USUAL_BELOW)):
            return exact
        usual = exp.and_(_within(left, _USUAL_ABOVE), _within(right, _USUAL_BELOW), copy=False)
        return exp.Case().when(usual, self._halved(self._doubled(left.copy(), right.copy(), "BIGINT"))).else_(exact)

    def _doubled(self, left: exp.Expr, right: exp.Expr, type_: str) -> exp.Expr:
        """Twice the quotient in millionths, cut to a whole number of the type; null where it is divided by nought."""
        doubled = exp.Mul(this=self.millionths(left, type_), expression=number(2 * MILLION))
        divisor = call_of("NULLIF", self.millionths(right, type_), number(0))
        return exp.IntDiv(this=exp.paren(doubled, copy=False), expression=divisor)

    def _halved(self, twice: exp.Expr) -> exp.Expr:
        """Half of twice the millionths, away from nought where it is between two, as a decimal."""
        away = exp.Add(this=exp.paren(twice), expression=call_of("SIGN", twice.copy()))
        millionths = exp.IntDiv(this=exp.paren(away, copy=False), expression=number(2))
        one = self.cast(exp.Literal.number("0.000001"), "DECIMAL(6, 6)")
        return self.cast(exp.Mul(this=self.cast(millionths, "DECIMAL(19, 0)"), expression=one), self.decimal)

    def millionths(self, value: exp.Expr, type_: str) -> exp.Expr:
        """A decimal as a whole number; in 64 bits by way of a float, which is exact below a thousand million."""
        if type_ == "HUGEINT":
            return self.cast(exp.Mul(this=value, expression=number(MILLION)), type_)
        return self.cast(call_of("ROUND", exp.Mul(this=self.cast(value, "DOUBLE"), expression=number(MILLION))), type_)

    def try_decimal(self, value: exp.Expr) -> exp.Expr:
        return self.try_cast(value, self.decimal)

    def try_cast(self, value: exp.Expr, type_: str) -> exp.Expr:
        return exp.TryCast(this=value, to=exp.DataType.build(type_, dialect=self.dialect))

    def is_ascii(self, value: exp.Expr) -> exp.Expr:
        return exp.EQ(this=call_of("STRLEN", value.copy()), expression=call_of("LENGTH", value.copy()))


def _is_plain(value: exp.Expr, bound: int) -> bool:
    """A field, or a number written within the bound: the engine works out written numbers whatever is asked first."""
    inner = value.unnest()
    inner = inner.this if isinstance(inner, exp.Cast) else inner
    if isinstance(inner, exp.Literal):
        return not inner.is_string and abs(Decimal(inner.this)) <= bound
    return isinstance(inner, exp.Column)


def _within(value: exp.Expr, bound: int) -> exp.Expr:
    return exp.Between(this=value.copy(), low=number(-bound), high=number(bound))


def _is_short(value: exp.Expr) -> bool:
    to = value.to.expressions if isinstance(value, exp.Cast) else []
    return bool(to) and int(to[0].name) <= _SHORT


class Postgres(Writer):
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
        return self.in_range(call_of("ROUND", value, number(places)))

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        result = OPERATORS[operator](this=self.cast(left, "NUMERIC"), expression=self.cast(right, "NUMERIC"))
        return self.cast(within(result, number(-INTEGER_END), number(INTEGER_END)), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.in_range(call_of("ROUND", OPERATORS[operator](this=left, expression=right), number(6)))

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """As on DuckDB: twice the quotient in millionths, cut to a whole number, then halved and rounded."""
        doubled = exp.Mul(this=left, expression=number(2 * MILLION))
        divisor = call_of("NULLIF", right, number(0))
        half = exp.Mul(this=call_of("DIV", doubled, divisor), expression=exp.Literal.number("0.0000005"))
        return self.in_range(call_of("ROUND", half, number(6)))

    def in_range(self, value: exp.Expr) -> exp.Expr:
        return within(value, number(-DECIMAL_END), number(DECIMAL_END))

    def lower(self, value: exp.Expr) -> exp.Expr:
        return super().lower(self.by_code_point(exp.paren(value)))


class Spark(Writer):
    """Of ANSI Spark the functions that try; a quotient is cut by its remainder, for Spark's own are rounded."""

    dialect = "spark"

    def after_calendar(self) -> exp.Expr:
        return call_of("DATE_ADD", self.cast(exp.Literal.string("9999-12-31"), "DATE"), number(1))

    def days_between(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.cast(call_of("DATEDIFF", left, right), "BIGINT")

    def round(self, value: exp.Expr, places: int) -> exp.Expr:
        return self.try_cast(self.cast(value, f"DECIMAL({23 + places}, {places})"), self.decimal)

    def integer(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        wide = self.cast(left, "DECIMAL(19, 0)"), self.cast(right, "DECIMAL(19, 0)")
        result = call_of(_TRYING[operator], *wide)
        return self.cast(self.try_cast(result, "DECIMAL(18, 0)"), "BIGINT")

    def decimals(self, operator: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.try_cast(call_of(_TRYING[operator], left, right), self.decimal)

    def divide(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        doubled = exp.paren(exp.Mul(this=self.millionths(left), expression=number(2 * MILLION)))
        divisor = call_of("NULLIF", self.millionths(right), number(0))
        cut = exp.Sub(this=doubled, expression=exp.paren(exp.Mod(this=doubled.copy(), expression=divisor)))
        twice = self.cast(call_of("TRY_DIVIDE", cut, divisor.copy()), "DECIMAL(38, 0)")
        half = self.cast(exp.Literal.number("0.0000005"), "DECIMAL(7, 7)")
        return self.try_cast(call_of("TRY_MULTIPLY", twice, half), self.decimal)

    def millionths(self, value: exp.Expr) -> exp.Expr:
        return self.cast(exp.Mul(this=value, expression=number(MILLION)), "DECIMAL(28, 0)")


WRITERS: dict[str, type[Writer]] = {writer.dialect: writer for writer in (DuckDB, Postgres, Spark)}

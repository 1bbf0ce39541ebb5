"""Criteria whose threshold can be moved: one comparison with a number, or of a date with a shifted one. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samebook.book import expressions as ex
from samebook.book.arithmetic import MONTHS, shift_days, shift_months
from samebook.book.compiling import CompiledBook
from samebook.book.python_form import Record, compile_python
from samebook.book.values import Type
from samebook.leads.review.thresholds import Value

TURNED = ("<", "<=")
"""Operators by which a lower value meets the criterion: values and bars are taken negative."""
UNITS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Movable:
    """A criterion with one threshold.

    Attributes:
        bar: As the Book has it: 60000, or 6 (months).
        unit: ``month`` and the like where the threshold is a stretch of time; else the field's own unit, or empty.
        value: Of one lead: the number compared, or the least (of ``>=`` the largest) bar by which it would pass; None
            where it is unknown.
        whole: Bars are whole numbers.
    """

    level: str
    name: str
    text: str
    operator: str
    bar: Value
    unit: str
    value: Callable[[Record], Value | None]
    reads: tuple[str, ...]
    whole: bool

    @property
    def key(self) -> str:
        return f"{self.level}.{self.name}"

    @property
    def is_turned(self) -> bool:
        return self.operator in TURNED

    @property
    def is_strict(self) -> bool:
        return self.operator in ("<", ">")

    def turned(self, value: Value) -> Value:
        """A value so that a higher one passes; turning it twice gives it back."""
        return -value if self.is_turned else value

    def passes(self, value: Value, bar: Value) -> bool:
        """Whether a value meets the criterion with another bar, both as the Book has them."""
        one, other = self.turned(value), self.turned(bar)
        return one > other if self.is_strict else one >= other

    def told(self, bar: Value) -> str:
        """A bar in words: ``60,000 EUR``, ``6 months``."""
        number = f"{int(bar):,}" if bar == int(bar) else f"{bar:,}"
        unit = f"{self.unit}s" if self.unit in (*MONTHS, *UNITS) and bar != 1 else self.unit
        return f"{number} {unit}".strip()

    def moved_to(self, bar: Value) -> str | None:
        """The condition with another bar; None where its number does not stand in the text once."""
        return _replaced(self.text, self.bar, bar, in_interval=self.unit in (*MONTHS, *UNITS))


def movables(book: CompiledBook) -> list[Movable]:
    """Every criterion of a Book that has one threshold, in its order."""
    found = []
    for level in book.book.qualification:
        for criterion in level.criteria:
            made = _movable(book, level.name, criterion.name)
            if made is not None and made.moved_to(made.bar) is not None:
                found.append(made)
    return found


def _movable(book: CompiledBook, level: str, name: str) -> Movable | None:
    compiled = book.criteria[f"{level}.{name}"]
    text = next(
        each.when.text for one in book.book.qualification if one.name == level for each in one.criteria
        if each.name == name
    )  # fmt: skip
    match compiled.expression:
        case ex.Compare(operator, left, right) if operator in ("<", "<=", ">", ">="):
            pass
        case _:
            return None
    bar = _number(right)
    if bar is not None:
        whole = isinstance(bar, int) and _is_whole(left)
        unit = _unit(book, left)
        return Movable(level, name, text, operator, bar, unit, _plain(left), compiled.reads, whole)
    match left, right:
        case ex.Field(type=Type.DATE), ex.Shift(part, amount, unit, Type.DATE) if unit in (*MONTHS, *UNITS):
            stretch = _stretch(operator, left, part, unit)
            return Movable(level, name, text, _closed(operator), amount, unit, stretch, compiled.reads, whole=True)
    return None


def _number(expression: ex.Expression) -> Value | None:
    match expression:
        case ex.Literal(value, Type.INTEGER | Type.DECIMAL) if isinstance(value, int | Decimal):
            return value
        case ex.Widen(part):
            return _number(part)
    return None


def _is_whole(left: ex.Expression) -> bool:
    return left.type is Type.INTEGER


def _unit(book: CompiledBook, left: ex.Expression) -> str:
    match left:
        case ex.Field(name):
            return book.fields[name].unit or ""
        case ex.Widen(part):
            return _unit(book, part)
        case ex.DaysBetween():
            return "day"
    return ""


def _plain(left: ex.Expression) -> Callable[[Record], Value | None]:
    evaluate = compile_python([left])

    def value(record: Record) -> Value | None:
        found = evaluate(record)[0]
        return found if isinstance(found, int | Decimal) else None

    return value


def _closed(operator: str) -> str:
    """A stretch is told as the bar that just passes, so a strict comparison of dates is an open one of stretches."""
    return {"<": "<=", ">": ">="}.get(operator, operator)


def _stretch(operator: str, left: ex.Expression, base: ex.Expression, unit: str) -> Callable[[Record], Value | None]:
    """The least number of units by which ``left`` lies within ``base`` and it; of ``>`` the largest."""
    evaluate = compile_python([left, base])

    def value(record: Record) -> Value | None:
        day, begin = evaluate(record)
        return None if day is None or begin is None else _units(operator, day, begin, unit)

    return value


def _units(operator: str, day: date, begin: date, unit: str) -> int | None:
    """The bar at which the comparison begins to hold (``<``, ``<=``) or last holds (``>``, ``>=``)."""

    def holds(amount: int) -> bool:
        end = shift_months(begin, amount * MONTHS[unit]) if unit in MONTHS else shift_days(begin, amount * UNITS[unit])
        if end is None:
            return False
        return {"<": day < end, "<=": day <= end, ">": day > end, ">=": day >= end}[operator]

    days = (day - begin).days
    guess = days // UNITS[unit] if unit in UNITS else round(days / (30.436875 * MONTHS[unit]))
    near = range(guess - 2, guess + 3)
    if operator in TURNED:
        return next((amount for amount in near if holds(amount)), None)
    return next((amount for amount in reversed(near) if holds(amount)), None)


def _replaced(text: str, bar: Value, new: Value, *, in_interval: bool) -> str | None:
    number = re.escape(_written(bar))
    quoted = in_interval and "interval" in text.lower()
    pattern = rf"'\s*{number}\s*'" if quoted else rf"(?<![\w.']){number}(?:\.0+)?(?![\w.'])"
    places = list(re.finditer(pattern, text))
    if len(places) != 1:
        return None
    start, end = places[0].span()
    return text[:start] + (f"'{_written(new)}'" if quoted else _written(new)) + text[end:]


def _written(value: Value) -> str:
    if value == int(value):
        return str(int(value))
    return format(Decimal(value).normalize(), "f")

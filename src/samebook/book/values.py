"""Values of the Book's six types: how they are read from text, checked, and written back."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Any

from samebook.kernel.refusals import Refused


class Type(StrEnum):
    """What a field holds, and what an expression yields."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"


Value = str | int | Decimal | bool | date | datetime

PYTHON_TYPES: dict[Type, tuple[type, ...]] = {
    Type.TEXT: (str,),
    Type.INTEGER: (int,),
    Type.DECIMAL: (Decimal, int),
    Type.BOOLEAN: (bool,),
    Type.DATE: (date,),
    Type.TIMESTAMP: (datetime,),
}
"""What a record holds for each type; timestamps carry UTC."""


def is_of(type_: Type, value: object) -> bool:
    """Whether a value has the Python type of a field; a bool is no integer here, a datetime no date."""
    if isinstance(value, bool | datetime):
        return type_ is (Type.BOOLEAN if isinstance(value, bool) else Type.TIMESTAMP)
    return isinstance(value, PYTHON_TYPES[type_])


INTEGER_END = 10**18
"""Integers have at most 18 digits: a sum of two still fits 64 bits on every engine."""

DECIMAL_END = Decimal(10) ** 22
"""Decimals have at most 22 digits before the point and 6 after it: decimal(28,6)."""

MILLIONTH = Decimal("0.000001")
FIRST_DATE = date(1000, 1, 1)
LAST_DATE = date(9999, 12, 31)

CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough that a product or a quotient of two decimals is rounded once, at the sixth place."""

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_LONGEST_CELL = 400
_SHOWN = 40


def parse_value(type_: Type, text: str) -> Value | None:
    """The value that a cell, a form or a JSON text holds; None (unknown) when it is empty.

    Text is kept as it is; around other values white space is ignored. A decimal with more than six places is
    rounded half away from zero. A timestamp without an offset is UTC.

    Raises:
        Refused: ``book.value`` with what was expected; ``book.character`` for NUL or half a character.
    """
    if text == "":
        return None
    if type_ is Type.TEXT:
        return _text(text)
    text = text.strip()
    if len(text) > _LONGEST_CELL:
        raise _refusal(type_, text, "it is far too long")
    return _PARSERS[type_](text) if text else None


def check_value(type_: Type, value: object) -> Value | None:
    """A Python value made sure to be of a type: what a caller gives, brought to the form that conditions expect.

    Accepts what JSON can hold: text for any type (read by `parse_value`), integers for decimals.

    Raises:
        Refused: ``book.value``, it is of another type or out of range.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return parse_value(type_, value)
    given = next((kind for kind in _CHECKS if isinstance(value, kind)), None)
    check = _CHECKS[given].get(type_) if given else None
    if check is None:
        shown = _digits(value) if isinstance(value, int) else str(value)[:_LONGEST_CELL]
        raise _refusal(type_, shown, f"a Python {type(value).__name__} was given")
    return check(value)


def kept_value(type_: Type, value: object) -> Value | None:
    """A value that was kept, as the type a field has now; None when it is unknown or was kept as something else."""
    try:
        return check_value(type_, value)
    except Refused:
        return None


def format_value(value: Value) -> str:
    """The canonical text of a value, which `parse_value` reads back to the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = f"{CONTEXT.quantize(value, MILLIONTH):f}".rstrip("0").rstrip(".")
        return "0" if plain in ("-0", "") else plain
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(text: str) -> str:
    if "\0" in text:
        raise Refused("book.character", "The text holds a NUL byte; delete it.")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused("book.character", "The text holds bytes that are not UTF-8; save the file as UTF-8.")
    return text


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _refusal(Type.INTEGER, text, "write digits only, without thousands separators")
    value = int(text)
    if abs(value) >= INTEGER_END:
        raise _refusal(Type.INTEGER, text, "it has more than 18 digits")
    return value


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise _refusal(Type.DECIMAL, text, "write digits and one point, without thousands separators, as in 1234.50")
    return _in_range(Decimal(text), text)


def _in_range(value: Decimal, text: str) -> Decimal:
    if value.is_finite() and abs(value) < DECIMAL_END:
        value = CONTEXT.add(CONTEXT.quantize(value, MILLIONTH), 0)
        if abs(value) < DECIMAL_END:
            return value
    raise _refusal(Type.DECIMAL, text, "it has more than 22 digits before the point")


def _boolean(text: str) -> bool:
    word = text.lower()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise _refusal(Type.BOOLEAN, text, "write true or false")


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if not match:
        raise _refusal(Type.DATE, text, "write year, month and day as in 2027-03-31")
    try:
        value = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise _refusal(Type.DATE, text, "the calendar has no such day") from None
    return _day(value, text)


def _day(value: date, text: str) -> date:
    if value < FIRST_DATE:
        raise _refusal(Type.DATE, text, "years run from 1000 to 9999")
    return value


def _timestamp(text: str) -> datetime:
    if not _TIMESTAMP.fullmatch(text):
        raise _refusal(Type.TIMESTAMP, text, "write it as in 2027-03-31T14:05:00Z")
    try:
        return _instant(datetime.fromisoformat(text), text)
    except ValueError:
        raise _refusal(Type.TIMESTAMP, text, "there is no such day or hour") from None


def _instant(value: datetime, text: str) -> datetime:
    try:
        instant = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        instant = datetime.min.replace(tzinfo=UTC)
    if instant.date() < FIRST_DATE:
        raise _refusal(Type.TIMESTAMP, text, "years run from 1000 to 9999")
    return instant


def _digits(value: int) -> str:
    return str(value) if abs(value) < 10**_LONGEST_CELL else "9" * _LONGEST_CELL


def _refusal(type_: Type, text: str, why: str) -> Refused:
    article = "an" if type_ is Type.INTEGER else "a"
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return Refused("book.value", f"{printable(shown)} is not {article} {type_}: {why}.")


def printable(text: str) -> str:
    """Text in quotes (unless it has its own) for a message, with what cannot be shown escaped."""
    quote = "" if len(text) > 1 and text[0] == text[-1] == "'" else "'"
    return quote + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + quote


_PARSERS: dict[Type, Callable[[str], Value]] = {
    Type.INTEGER: _integer,
    Type.DECIMAL: _decimal,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.TIMESTAMP: _timestamp,
}

_CHECKS: dict[type, dict[Type, Callable[[Any], Value]]] = {
    bool: {Type.BOOLEAN: bool},
    int: {Type.INTEGER: lambda value: _integer(_digits(value)), Type.DECIMAL: lambda value: _decimal(_digits(value))},
    Decimal: {Type.DECIMAL: lambda value: _in_range(value, str(value))},
    datetime: {Type.TIMESTAMP: lambda value: _instant(value, str(value))},
    date: {Type.DATE: lambda value: _day(value, str(value))},
}
"""What may be given for each type; the order matters, since every bool is an int and every datetime a date."""

"""Conditions as typed trees: the one object that the Python form, the SQL and the English sentence come from.

Every node is frozen and hashable, so that two criteria that say the same are computed once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from samebook.book.values import Type, Value


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Widen:
    """An integer taken as a decimal, or a date as the timestamp of its first instant in UTC."""

    part: "Expression"
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` of two numbers of one type; ``/`` is always decimal, and unknown when the divisor is 0."""

    operator: str
    left: "Expression"
    right: "Expression"
    type: Type


@dataclass(frozen=True, slots=True)
class Negative:
    part: "Expression"
    type: Type


@dataclass(frozen=True, slots=True)
class Shift:
    """A date or timestamp moved by an interval: ``amount`` of ``unit``, backwards when negative.

    Months keep the day or take the month's last; a day is 24 hours. Out of the calendar is unknown.
    """

    part: "Expression"
    amount: int
    unit: str
    type: Type


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """``left - right`` of two dates: whole days, an integer."""

    left: "Expression"
    right: "Expression"
    type: Type = Type.INTEGER


@dataclass(frozen=True, slots=True)
class Call:
    """``coalesce``, ``lower``, ``length``, ``abs`` or ``round`` (whose places are always the second argument)."""

    function: str
    arguments: "tuple[Expression, ...]"
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    """``= <> < <= > >=`` of two values of one type."""

    operator: str
    left: "Expression"
    right: "Expression"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class In:
    part: "Expression"
    values: tuple[Literal, ...]
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Like:
    """``pattern`` is in pieces: text to be met as it stands, ``ONE`` character, or ``ANY`` number of them."""

    part: "Expression"
    pattern: "tuple[str | Wild, ...]"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Wild:
    sign: str


ONE = Wild("_")
ANY = Wild("%")


@dataclass(frozen=True, slots=True)
class IsUnknown:
    part: "Expression"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class IsTruth:
    """``part is true`` or ``part is false``: itself never unknown."""

    part: "Expression"
    truth: bool
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class And:
    parts: "tuple[Expression, ...]"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Or:
    parts: "tuple[Expression, ...]"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class InSegment:
    """Membership of a segment: ``condition`` is the segment's own."""

    segment: str
    condition: "Expression"
    type: Type = Type.BOOLEAN


Expression = (
    Field
    | Literal
    | Widen
    | Arithmetic
    | Negative
    | Shift
    | DaysBetween
    | Call
    | Compare
    | In
    | Like
    | IsUnknown
    | IsTruth
    | And
    | Or
    | Not
    | InSegment
)

TRUE = Literal(value=True, type=Type.BOOLEAN)


def children(expression: Expression) -> Iterator[Expression]:
    """The parts directly below an expression, in order."""
    for name in fields(expression):
        value = getattr(expression, name.name)
        if isinstance(value, tuple):
            yield from (part for part in value if not isinstance(part, str | Wild))
        elif not isinstance(value, str | int | Decimal | date | datetime):
            yield value


def walk(expression: Expression) -> Iterator[Expression]:
    """Every part of an expression, itself first; segments are entered."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(list(children(part))))


def fields_of(expression: Expression) -> tuple[Field, ...]:
    """The fields that an expression reads, each once, in order of appearance."""
    return tuple(dict.fromkeys(part for part in walk(expression) if isinstance(part, Field)))


def size(expression: Expression) -> int:
    """How many parts an expression has when its segments are written out."""
    return sum(1 for _ in walk(expression))

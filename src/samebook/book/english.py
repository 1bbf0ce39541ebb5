"""Expressions to an English sentence that both departments can read and sign."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from samebook.book import expressions as ex
from samebook.book.built_in import COUNTRY_FIELDS
from samebook.book.model import DeclaredField
from samebook.book.spelling import listed
from samebook.book.values import Type, Value, format_value
from samebook.kernel.countries import countries

_CALLED = {
    "lead.received_on": "the day the lead was received",
    "lead.received_at": "the moment the lead was received",
    "account.employees": "the account's number of employees",
    "person.email": "the person's e-mail address",
    "opportunity.people": "the number of people who take part",
    "opportunity.products": "the number of products offered",
    "opportunity.competitors": "the number of competitors named",
    "opportunity.opened_on": "the day the opportunity was opened",
    "opportunity.next_step_on": "the day of the opportunity's next step",
}
_ORDER = {"=": "is", "<>": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}
_IN_TIME = {**_ORDER, "<": "is before", "<=": "is no later than", ">": "is after", ">=": "is no earlier than"}
_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def sentence(expression: ex.Expression, fields: Mapping[str, DeclaredField], *, plain: bool = False) -> str:
    """The condition as one sentence without a full stop; a pure function of the expression and the units.

    Args:
        plain: For pages: choices as words, without the underscores by which the text tells them apart.
    """
    return _Speaker(fields, plain=plain).say(expression)


def value_in_words(expression: ex.Expression, fields: Mapping[str, DeclaredField]) -> str:
    """A value that a condition or measure names, in words: ``the lead's budget``."""
    return _Speaker(fields).value(expression)


def field_name(name: str) -> str:
    """A field in words: ``lead.project_start`` is "the lead's project start"."""
    record, _, rest = name.rpartition(".")
    called = rest.replace("_", " ")
    whose = "the " + "".join(f"{part}'s " for part in record.split(".") if part)
    return _CALLED.get(name, whose + called)


class _Speaker:
    def __init__(self, fields: Mapping[str, DeclaredField], *, plain: bool = False) -> None:
        self._fields = fields
        self._plain = plain

    def say(self, expression: ex.Expression) -> str:
        match expression:
            case ex.And(parts):
                return self._range(parts) or self._joined(parts, "and")
            case ex.Or(parts):
                return self._joined(parts, "or")
            case ex.Not(part):
                return self._denied(part)
            case ex.Literal(value):
                return "this is always so" if value else "this is never so"
            case _:
                return self._simple(expression)

    def _simple(self, expression: ex.Expression) -> str:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.InSegment(segment):
                return f"it is in the segment {_words(segment)}"
            case ex.Compare(operator, left, right):
                words = _IN_TIME if left.type in (Type.DATE, Type.TIMESTAMP) else _ORDER
                return f"{self.value(left)} {words[operator]} {self._beside(right, left)}"
            case ex.In(part, values):
                return f"{self.value(part)} is {self._values(part, values)}"
            case ex.Like(part, pattern):
                return f"{self.value(part)} {_like(pattern)}"
            case ex.IsUnknown(part):
                return f"{self._thing(part)} is unknown"
            case ex.IsTruth(part, truth):
                return f"it is known to be {'true' if truth else 'false'} that {self._nested(part)}"
            case _:
                return f"{self.value(expression)} is true"

    def _denied(self, part: ex.Expression) -> str:
        match part:
            case ex.In(inner, values):
                return f"{self.value(inner)} is not {self._values(inner, values)}"
            case ex.Like(inner, pattern):
                return f"{self.value(inner)} {_like(pattern, denied=True)}"
            case ex.IsUnknown(inner):
                return f"{self._thing(inner)} is known"
            case ex.InSegment(segment):
                return f"it is not in the segment {_words(segment)}"
            case ex.Field():
                return f"{self.value(part)} is false"
            case _:
                return f"it is not so that {self._nested(part)}"

    def _range(self, parts: tuple[ex.Expression, ...]) -> str | None:
        match parts:
            case (ex.Compare(">=", left, low), ex.Compare("<=", same, high)) if left == same:
                unit = self._unit(left)
                return f"{self.value(left)} is from {self.value(low)} to {self.value(high, unit)}"
        return None

    def _joined(self, parts: tuple[ex.Expression, ...], word: str) -> str:
        return f" {word} ".join(self._nested(part) for part in parts)

    def _nested(self, part: ex.Expression) -> str:
        said = self.say(part)
        simple = isinstance(part, ex.And) and self._range(part.parts)
        return f"({said})" if isinstance(part, ex.And | ex.Or) and not simple else said

    def _thing(self, part: ex.Expression) -> str:
        return f"whether {self.say(part)}" if part.type is Type.BOOLEAN and not _is_field(part) else self.value(part)

    def _values(self, part: ex.Expression, values: tuple[ex.Literal, ...]) -> str:
        return listed([self._beside(value, part) for value in values])

    def _beside(self, part: ex.Expression, other: ex.Expression) -> str:
        """A value that is compared with another: in that one's unit; the code of a country is read as its name."""
        if isinstance(part, ex.Literal) and isinstance(part.value, str) and _is_country(other):
            return countries().get(part.value) or self.value(part)
        if self._plain and isinstance(part, ex.Literal) and part.value in self._choices(other):
            return f"“{_words(str(part.value))}”"
        return self.value(part, self._unit(other))

    def value(self, expression: ex.Expression, unit: str = "") -> str:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.Field(name):
                return field_name(name)
            case ex.Literal(value):
                return _shown(value) + unit
            case ex.Widen(part):
                return self.value(part, unit)
            case ex.Negative(part):
                return f"minus {self._operand(part)}"
            case ex.Arithmetic(operator, left, right):
                return f"{self._operand(left)} {_SIGNS[operator]} {self._operand(right)}"
            case ex.Shift(part, amount, word, _):
                plural = "" if abs(amount) == 1 else "s"
                return f"{abs(amount)} {word}{plural} {'before' if amount < 0 else 'after'} {self._operand(part)}"
            case ex.DaysBetween(left, right):
                return f"the number of days from {self.value(right)} to {self.value(left)}"
            case ex.Call(function, arguments):
                return self._call(function, arguments)
            case _:
                return f"whether {self._nested(expression)}"

    def _call(self, function: str, arguments: tuple[ex.Expression, ...]) -> str:
        first, *rest = (self.value(argument) for argument in arguments)
        match function:
            case "coalesce":
                return f"{first}{''.join(f' (or, when that is unknown, {value})' for value in rest)}"
            case "lower":
                return f"{first} in small letters"
            case "length":
                return f"the number of characters of {first}"
            case "round":
                return f"{first} rounded to {'whole numbers' if rest == ['0'] else f'{rest[0]} places'}"
            case _:
                return f"the size of {first} without its sign"

    def _operand(self, part: ex.Expression) -> str:
        said = self.value(part)
        return f"({said})" if isinstance(part, ex.Arithmetic | ex.Shift) else said

    def _choices(self, part: ex.Expression) -> tuple[str, ...]:
        """What a field may be, as long as each is read as another word."""
        declared = self._fields.get(part.name) if isinstance(part, ex.Field) else None
        choices = declared.choices if declared else ()
        return choices if len({_words(each) for each in choices}) == len(choices) else ()

    def _unit(self, part: ex.Expression) -> str:
        part = part.part if isinstance(part, ex.Widen | ex.Negative) else part
        declared = self._fields.get(part.name) if isinstance(part, ex.Field) else None
        return f" {declared.unit}" if declared and declared.unit else ""


def _is_field(part: ex.Expression) -> bool:
    return isinstance(part, ex.Field)


def _is_country(part: ex.Expression) -> bool:
    match part:
        case ex.Field(name):
            return name in COUNTRY_FIELDS
        case ex.Call("coalesce", arguments):
            return all(map(_is_country, arguments))
    return False


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC".replace(":00 UTC", " UTC")
    return format_value(value) if isinstance(value, date) else f"“{value}”"


def _like(pattern: tuple[str | ex.Wild, ...], *, denied: bool = False) -> str:
    verb = {True: "does not {}", False: "{}s"}[denied]
    match pattern:
        case (str(text),):
            return f"is {'not ' if denied else ''}“{text}”"
        case (str(text), ex.ANY):
            return f"{verb.format('begin')} with “{text}”"
        case (ex.ANY, str(text)):
            return f"{verb.format('end')} with “{text}”"
        case (ex.ANY, str(text), ex.ANY):
            return f"{verb.format('contain')} “{text}”"
    shown = "".join({ex.ANY: "…", ex.ONE: "·"}[piece] if isinstance(piece, ex.Wild) else piece for piece in pattern)
    return f"{'does not match' if denied else 'matches'} “{shown}” (… any text, · one character)"

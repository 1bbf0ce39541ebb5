"""A condition as rows that a person picks: field, operator, value; joined by and / or, with groups one level deep.

A part that cannot be drawn is a row that holds its text; so every condition can be drawn, and nothing is lost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samebook.book import expressions as ex
from samebook.book.built_in import COUNTRY_FIELDS
from samebook.book.editing.conditions import condition_text, literal_text, pattern_text, quoted
from samebook.book.model import DeclaredField
from samebook.book.values import Type, format_value, parse_value
from samebook.kernel.numerals import plain_number, unmistakable
from samebook.kernel.refusals import Refused

TEXT, SEGMENT = "text", "segment"
"""Subjects that are no field: a part kept as text, and membership of a segment."""

KNOWN = {"known": "is known", "unknown": "is unknown"}
_ORDER = {
    "=": "is", "<>": "is not", "<": "is less than", "<=": "is at most",
    ">": "is more than", ">=": "is at least", "between": "is from … to",
}  # fmt: skip
_IN_TIME = {
    "<": "is before", "<=": "is no later than", ">": "is after", ">=": "is no earlier than", "=": "is on",
    "<>": "is not on", "between": "is from … to",
}  # fmt: skip
RELATIVE = {
    "<=+": "is no later than … counted from", "<+": "is before … counted from",
    ">=+": "is no earlier than … counted from", ">+": "is after … counted from",
}  # fmt: skip
OPERATORS: dict[Type, dict[str, str]] = {
    Type.TEXT: {
        "in": "is one of", "not in": "is none of", "=": "is", "<>": "is not", "contains": "contains",
        "not contains": "does not contain", "begins": "begins with", "ends": "ends with", **KNOWN,
    },
    Type.INTEGER: {**_ORDER, **KNOWN},
    Type.DECIMAL: {**_ORDER, **KNOWN},
    Type.BOOLEAN: {"true": "is true", "false": "is false", **KNOWN},
    Type.DATE: {**_IN_TIME, **RELATIVE, **KNOWN},
    Type.TIMESTAMP: {**_IN_TIME, **KNOWN},
}  # fmt: skip
IN_SEGMENT = {"in": "it is in", "not in": "it is not in"}
UNITS = ("day", "week", "month", "year")
_WITHOUT_VALUE = ("known", "unknown", "true", "false")
_coalesce = re.compile(r"coalesce\(([a-z0-9_.]+(?:, [a-z0-9_.]+)+)\)", re.ASCII)
_LIKE = {"contains": (True, True), "not contains": (True, True), "begins": (False, True), "ends": (True, False)}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Attributes:
        subject: A field, ``coalesce(…)`` of fields, ``segment`` or ``text``.
        operator: A key of the operators of the subject's type; empty for text.
        values: As a person writes them; of a relative date: amount, unit, ``after`` or ``before``, the other field.
        group: 0 for a row of its own; rows with one number stand in brackets together.
    """

    subject: str
    operator: str = ""
    values: tuple[str, ...] = ()
    group: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rows in order; groups are joined within by the other word."""

    joint: str = "and"
    rows: tuple[Row, ...] = ()

    @property
    def within(self) -> str:
        return "or" if self.joint == "and" else "and"


def draw(expression: ex.Expression) -> Drawing:
    """The rows of a condition; what no row can say is kept in one as text."""
    joint = "or" if isinstance(expression, ex.Or) else "and"
    joined = isinstance(expression, ex.Or) or (isinstance(expression, ex.And) and _range(expression) is None)
    parts = expression.parts if joined and isinstance(expression, ex.And | ex.Or) else (expression,)
    rows: list[Row] = []
    group = 0
    for part in parts:
        grouped = isinstance(part, ex.Or) if joint == "and" else isinstance(part, ex.And) and _range(part) is None
        if grouped and isinstance(part, ex.And | ex.Or):
            group += 1
            rows += [_row(each, group) for each in part.parts]
        else:
            rows.append(_row(part, 0))
    return Drawing(joint, tuple(rows))


def compose(drawing: Drawing, fields: Mapping[str, DeclaredField]) -> str:
    """The text of a condition that is drawn in rows.

    Raises:
        Refused: ``condition.row``, ``book.value``; the field is ``row-`` and the row's index.
    """
    if not drawing.rows:
        raise Refused("condition.row", "The condition is empty; add a row.", "row-0")
    parts: list[str] = []
    groups: dict[int, list[str]] = {}
    alone = len(drawing.rows) == 1
    for at, row in enumerate(drawing.rows):
        try:
            said = _said(row, fields, alone=alone)
        except Refused as refused:
            raise Refused(refused.code, refused.message, f"row-{at}") from refused
        if row.group and row.group not in groups:
            groups[row.group] = []
            parts.append(f"\0{row.group}")
        (groups[row.group] if row.group else parts).append(said)
    whole = [
        _grouped(groups[int(part[1:])], drawing, alone=len(parts) == 1) if part[0] == "\0" else part for part in parts
    ]
    return f" {drawing.joint} ".join(whole)


def type_of(subject: str, fields: Mapping[str, DeclaredField]) -> DeclaredField | None:
    """The field that says how a subject is compared; of several the first. None for one that is not there."""
    found = _coalesce.fullmatch(subject)
    return fields.get(found[1].split(", ")[0] if found else subject)


def is_country(subject: str) -> bool:
    """Whether codes of countries stand for its values."""
    found = _coalesce.fullmatch(subject)
    return all(name in COUNTRY_FIELDS for name in (found[1].split(", ") if found else [subject]))


def _grouped(parts: Sequence[str], drawing: Drawing, *, alone: bool) -> str:
    text = f" {drawing.within} ".join(parts)
    return text if alone or len(parts) == 1 else f"({text})"


def _row(part: ex.Expression, group: int) -> Row:
    found = _compared(part) or _denied(part) or _other(part)
    return found_in(found, group) if found else Row(TEXT, "", (condition_text(part),), group)


def found_in(row: Row, group: int) -> Row:
    """The row in a group."""
    return Row(row.subject, row.operator, row.values, group)


def _compared(part: ex.Expression) -> Row | None:
    match part:
        case ex.Compare(operator, left, ex.Literal(value, type_)) if subject := _subject(left):
            return Row(subject, operator, (_shown(ex.Literal(value, type_)),)) if _plain(left, type_) else None
        case ex.Compare(operator, ex.Field(name, Type.DATE), ex.Shift(ex.Field(other, Type.DATE), amount, unit)) if (
            operator[0] in "<>" and operator != "<>" and unit in UNITS
        ):
            return Row(name, f"{operator}+", (str(abs(amount)), unit, "before" if amount < 0 else "after", other))
        case ex.Compare(operator, ex.Field(name, Type.DATE), ex.Field(other, Type.DATE)) if (
            operator[0] in "<>" and operator != "<>"
        ):
            return Row(name, f"{operator}+", ("0", "day", "after", other))
        case ex.In(left, values) if (subject := _subject(left)) and left.type is Type.TEXT:
            return Row(subject, "in", tuple(map(_shown, values)))
        case ex.And():
            return _range(part)
    return None


def _denied(part: ex.Expression) -> Row | None:
    match part:
        case ex.Not(ex.In() as inner) if row := _compared(inner):
            return Row(row.subject, "not in", row.values)
        case ex.Not(ex.Like() as inner) if (row := _other(inner)) and row.operator == "contains":
            return Row(row.subject, "not contains", row.values)
        case ex.Not(ex.IsUnknown(inner)) if subject := _subject(inner):
            return Row(subject, "known")
        case ex.Not(ex.InSegment(name)):
            return Row(SEGMENT, "not in", (name,))
        case ex.Not(ex.Field(name)):
            return Row(name, "false")
    return None


def _other(part: ex.Expression) -> Row | None:  # noqa: PLR0911 (a line for each kind)
    match part:
        case ex.InSegment(name):
            return Row(SEGMENT, "in", (name,))
        case ex.Field(name, Type.BOOLEAN):
            return Row(name, "true")
        case ex.IsUnknown(inner) if subject := _subject(inner):
            return Row(subject, "unknown")
        case ex.Like(left, pattern) if subject := _subject(left):
            match pattern:
                case (ex.ANY, str(text), ex.ANY):
                    return Row(subject, "contains", (text,))
                case (str(text), ex.ANY):
                    return Row(subject, "begins", (text,))
                case (ex.ANY, str(text)):
                    return Row(subject, "ends", (text,))
    return None


def _range(part: ex.And) -> Row | None:
    match part.parts:
        case (ex.Compare(">=", left, ex.Literal() as low), ex.Compare("<=", same, ex.Literal() as high)) if (
            left == same and (subject := _subject(left)) and _plain(left, low.type) and left.type is not Type.TEXT
        ):
            return Row(subject, "between", (_shown(low), _shown(high)))
    return None


def _subject(part: ex.Expression) -> str | None:
    match part:
        case ex.Field(name):
            return name
        case ex.Call("coalesce", arguments) if all(isinstance(each, ex.Field) for each in arguments):
            return condition_text(part)
    return None


def _plain(left: ex.Expression, type_: Type) -> bool:
    """Whether the value is of the field's own type, and text only compared by being the same or not."""
    return left.type is type_ and type_ is not Type.BOOLEAN


def _shown(literal: ex.Literal) -> str:
    shown = format_value(literal.value)
    if literal.type is Type.DATE:
        return shown[:10]
    return unmistakable(shown) if literal.type is Type.DECIMAL else shown


def _said(row: Row, fields: Mapping[str, DeclaredField], *, alone: bool) -> str:
    if row.subject == TEXT:
        text = " ".join(row.values).strip()
        if not text:
            raise Refused("condition.row", "The condition is empty; write it, or take the row out.")
        return text if alone else f"({text})"
    if row.subject == SEGMENT:
        if not any(row.values):
            raise Refused("condition.row", "Choose a segment.")
        return f"{'not ' if row.operator == 'not in' else ''}in_segment({quoted(row.values[0])})"
    declared = type_of(row.subject, fields)
    if declared is None:
        raise Refused("condition.row", "Choose a field.")
    operators = {**OPERATORS[declared.type], **(_ORDER if declared.type is Type.TEXT else {})}
    if row.operator not in operators:
        raise Refused("condition.row", "Choose how it is compared.")
    return _with_values(row, declared)


def _with_values(row: Row, declared: DeclaredField) -> str:
    if row.operator in _WITHOUT_VALUE:
        shown = {"known": f"{row.subject} is not null", "unknown": f"{row.subject} is null", "true": row.subject}
        return shown.get(row.operator, f"not {row.subject}")
    if row.operator in RELATIVE:
        return _relative(row)
    values = [value for value in row.values if value.strip()]
    if not values:
        raise Refused("condition.row", "Enter a value.")
    if row.operator in _LIKE:
        before, after = _LIKE[row.operator]
        pattern = (*((ex.ANY,) if before else ()), values[0], *((ex.ANY,) if after else ()))
        return f"{row.subject} {'not ' if row.operator == 'not contains' else ''}like {pattern_text(pattern)}"
    texts = [_literal(value, declared) for value in values]
    if row.operator in ("in", "not in"):
        return f"{row.subject} {row.operator} ({', '.join(texts)})"
    if row.operator == "between":
        if len(texts) < 2:
            raise Refused("condition.row", "Enter both ends.")
        return f"{row.subject} between {texts[0]} and {texts[1]}"
    return f"{row.subject} {row.operator} {texts[0]}"


def _relative(row: Row) -> str:
    amount, unit, way, other = (*row.values, "", "", "", "")[:4]
    if not other:
        raise Refused("condition.row", "Choose the date it is counted from.")
    if not (amount.isascii() and amount.isdigit()) or unit not in UNITS:
        raise Refused("condition.row", "Enter how many days, weeks, months or years, as a whole number.")
    operator = row.operator.removesuffix("+")
    if int(amount[:9]) == 0:
        return f"{row.subject} {operator} {other}"
    return f"{row.subject} {operator} {other} {'-' if way == 'before' else '+'} interval '{int(amount[:9])}' {unit}"


def _literal(text: str, declared: DeclaredField) -> str:
    if declared.type in (Type.INTEGER, Type.DECIMAL):
        text = plain_number(text)
    value = parse_value(declared.type, text if declared.type is Type.TEXT else text.strip())
    if value is None:
        raise Refused("condition.row", "Enter a value.")
    return literal_text(ex.Literal(value, declared.type), plain=True)

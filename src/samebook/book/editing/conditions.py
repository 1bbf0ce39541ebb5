"""Typed expressions back to the text of a condition: what is read again is the same expression."""

from datetime import datetime

from samebook.book import expressions as ex
from samebook.book.values import Type, format_value

_JOINED, _DENIED, _COMPARED, _SUM, _PRODUCT, _SINGLE = range(1, 7)
_BINDS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_WILD = {ex.ANY: "%", ex.ONE: "_"}


def condition_text(expression: ex.Expression) -> str:
    """An expression as a person would write it in a Book, with brackets only where they are needed."""
    return _text(expression)[0]


def literal_text(value: ex.Literal, *, plain: bool = False) -> str:
    """A value as it stands in a condition.

    Args:
        plain: A whole decimal may stand without its point, since what it is compared with is a decimal anyway.
    """
    match value.type:
        case Type.DECIMAL if not plain and "." not in format_value(value.value):
            return f"{format_value(value.value)}.0"
        case Type.TEXT:
            return quoted(str(value.value))
        case Type.DATE | Type.TIMESTAMP:
            shown = format_value(value.value)
            return f"{value.type} '{shown if isinstance(value.value, datetime) else shown[:10]}'"
    return format_value(value.value)


def quoted(text: str) -> str:
    """Text in the single quotes of conditions."""
    return "'" + text.replace("'", "''") + "'"


def _text(expression: ex.Expression) -> tuple[str, int]:  # noqa: PLR0911 (a line for each kind)
    match expression:
        case ex.And(parts) | ex.Or(parts):
            word = " and " if isinstance(expression, ex.And) else " or "
            return word.join(_within(part, _DENIED) for part in parts), _JOINED
        case ex.Not(part):
            return _denied(part)
        case ex.Compare(operator, left, right):
            return f"{_beside(left, right)} {operator} {_beside(right, left)}", _COMPARED
        case ex.In(part, values):
            return f"{_within(part, _SUM)} in ({_list(part, values)})", _COMPARED
        case ex.Like(part, pattern):
            return f"{_within(part, _SUM)} like {pattern_text(pattern)}", _COMPARED
        case ex.IsUnknown(part):
            return f"{_within(part, _SINGLE)} is null", _COMPARED
        case ex.IsTruth(part, truth):
            return f"{_within(part, _SINGLE)} is {'true' if truth else 'false'}", _COMPARED
        case ex.InSegment(segment):
            return f"in_segment({quoted(segment)})", _SINGLE
        case _:
            return _measure(expression)


def _measure(expression: ex.Expression) -> tuple[str, int]:  # noqa: PLR0911 (a line for each kind)
    match expression:
        case ex.Field(name):
            return name, _SINGLE
        case ex.Literal():
            return literal_text(expression), _SINGLE
        case ex.Widen(part):
            return _text(part)
        case ex.Negative(part):
            return f"-{_within(part, _SINGLE)}", _PRODUCT
        case ex.Arithmetic(operator, left, right):
            binds = _BINDS[operator]
            return f"{_within(left, binds)} {operator} {_within(right, binds + 1)}", binds
        case ex.Shift(part, amount, unit):
            return f"{_within(part, _SUM)} {'-' if amount < 0 else '+'} interval '{abs(amount)}' {unit}", _SUM
        case ex.DaysBetween(left, right):
            return f"{_within(left, _SUM)} - {_within(right, _PRODUCT)}", _SUM
        case ex.Call(function, arguments):
            return f"{function}({', '.join(condition_text(part) for part in arguments)})", _SINGLE
        case _:
            return f"({condition_text(expression)})", _SINGLE


def _denied(part: ex.Expression) -> tuple[str, int]:
    match part:
        case ex.In(inner, values):
            return f"{_within(inner, _SUM)} not in ({_list(inner, values)})", _COMPARED
        case ex.Like(inner, pattern):
            return f"{_within(inner, _SUM)} not like {pattern_text(pattern)}", _COMPARED
        case ex.IsUnknown(inner):
            return f"{_within(inner, _SINGLE)} is not null", _COMPARED
    return f"not {_within(part, _SINGLE)}", _DENIED


def _beside(part: ex.Expression, other: ex.Expression) -> str:
    if isinstance(part, ex.Literal):
        return literal_text(part, plain=not isinstance(other, ex.Literal | ex.Widen))
    return _within(part, _SUM)


def _list(part: ex.Expression, values: tuple[ex.Literal, ...]) -> str:
    return ", ".join(literal_text(value, plain=not isinstance(part, ex.Literal | ex.Widen)) for value in values)


def _within(part: ex.Expression, binds: int) -> str:
    shown, own = _text(part)
    return shown if own >= binds else f"({shown})"


def pattern_text(pattern: tuple[str | ex.Wild, ...]) -> str:
    """A pattern of ``like`` as it stands in a condition, with an escape sign where it needs one."""
    texts = [piece for piece in pattern if isinstance(piece, str)]
    if not any(sign in text for text in texts for sign in "%_"):
        return quoted("".join(_WILD[piece] if isinstance(piece, ex.Wild) else piece for piece in pattern))
    sign = next(sign for sign in "!~^|#@$&" if not any(sign in text for text in texts))
    pieces = [_WILD[piece] if isinstance(piece, ex.Wild) else _escaped(piece, sign) for piece in pattern]
    return f"{quoted(''.join(pieces))} escape {quoted(sign)}"


def _escaped(text: str, sign: str) -> str:
    return "".join(f"{sign}{each}" if each in "%_" else each for each in text)

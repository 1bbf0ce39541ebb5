"""When two expressions have one type, and how a literal gets its own."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from samebook.book import expressions as ex
from samebook.book.values import DECIMAL_END, INTEGER_END, Type
from samebook.kernel.refusals import Refused

_WIDER = {(Type.INTEGER, Type.DECIMAL), (Type.DATE, Type.TIMESTAMP)}


def unify(left: ex.Expression, right: ex.Expression) -> tuple[ex.Expression, ex.Expression] | None:
    """Both brought to the wider type of the two, or None when neither fits the other."""
    if left.type is right.type:
        return left, right
    if widened := fits(left, right.type):
        return widened, right
    if widened := fits(right, left.type):
        return left, widened
    return None


def fits(part: ex.Expression, type_: Type) -> ex.Expression | None:
    """The expression as one of a type, if it is of it or can be taken as it without loss."""
    if part.type is type_:
        return part
    if (part.type, type_) not in _WIDER:
        return None
    return widened(part, type_) if isinstance(part, ex.Literal) else ex.Widen(part, type_)


def widened(literal: ex.Literal, type_: Type) -> ex.Literal:
    """The literal as one of a type that it can be taken as."""
    if literal.type is type_:
        return literal
    day = literal.value
    if isinstance(day, date):
        return ex.Literal(datetime(day.year, day.month, day.day, tzinfo=UTC), type_)
    return ex.Literal(Decimal(str(day)), type_)


def literal_of(text: str, *, is_text: bool) -> ex.Literal:
    """The literal that stands in a condition.

    Raises:
        Refused: ``condition.literal``, an empty text, or a number out of range.
    """
    if is_text:
        if not text:
            raise Refused("condition.literal", "An empty text is unknown, so nothing equals it.")
        return ex.Literal(text, Type.TEXT)
    whole, _, fraction = text.partition(".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise Refused("condition.literal", f"{text!r} is not a number of the Book.")
    if not fraction and len(whole.lstrip("0")) < len(str(INTEGER_END)):
        return ex.Literal(int(whole), Type.INTEGER)
    if len(whole.lstrip("0")) >= len(str(DECIMAL_END)) or len(fraction.rstrip("0")) > 6:
        raise Refused("condition.literal", "A number has at most 22 digits before the point and 6 after it.")
    return ex.Literal(Decimal(text), Type.DECIMAL)

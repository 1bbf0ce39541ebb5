"""How types and values are called in messages."""

from samebook.book import expressions as ex
from samebook.book.spelling import listed
from samebook.book.values import Type


def a_value(type_: Type) -> str:
    """A value of the type, in words that follow "is"."""
    return {Type.TEXT: "text", Type.INTEGER: "an integer", Type.BOOLEAN: "true or false"}.get(type_, f"a {type_}")


def listed_choices(choices: tuple[str, ...]) -> str:
    """The choices of a field as a hint."""
    return f"Choices are {listed([repr(choice) for choice in choices])}."


def type_hint(one: ex.Expression, other: ex.Expression) -> str:
    """What to change when two sides have types that do not go together."""
    types = {one.type, other.type}
    literal = next((side for side in (other, one) if isinstance(side, ex.Literal)), None)
    if literal is None:
        return ""
    if literal.type is Type.TEXT and types & {Type.DATE, Type.TIMESTAMP}:
        return f"Write {next(iter(types - {Type.TEXT}))} before the quotes, as in date '2027-01-31'."
    if literal.type is Type.TEXT and types & {Type.INTEGER, Type.DECIMAL}:
        return "Numbers stand without quotes."
    if Type.TEXT in types:
        return "Text goes in single quotes."
    return ""

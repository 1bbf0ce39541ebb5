"""What kind of number a formula gives: counts, shares, money, days; and which of them go together."""

import re
from collections.abc import Mapping

from samebook.book import expressions as ex
from samebook.book.measures.formulas import Aggregate, Combined, Formula
from samebook.book.tables import MONEY, Reached
from samebook.book.values import Type

COUNT, SHARE, PLAIN, ANY = "count", "share", "", "any"
"""``ANY`` is a number as it is written; ``PLAIN`` one that no unit is known of."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class Mixed(Exception):  # noqa: N818 (an answer, not an error)
    """Two units that do not go together."""

    def __init__(self, operator: str, left: str, right: str) -> None:
        super().__init__(f"{called(left).capitalize()} and {called(right)} do not go together with {operator}.")


def unit_of_row(expression: ex.Expression, reached: Mapping[str, Reached]) -> str:  # noqa: PLR0911 (a line for each)
    """The unit of a number that every row has.

    Raises:
        Mixed: It adds, or takes from each other, what is not of one unit.
    """
    match expression:
        case ex.Field(name):
            return reached[name].column.unit
        case ex.Literal():
            return ANY
        case ex.Widen(part) | ex.Negative(part):
            return unit_of_row(part, reached)
        case ex.DaysBetween():
            return "days"
        case ex.Arithmetic(operator, left, right):
            return joined(operator, unit_of_row(left, reached), unit_of_row(right, reached))
        case ex.Call("coalesce", arguments):
            units = [unit_of_row(part, reached) for part in arguments]
            for unit in units[1:]:
                joined("+", units[0], unit)
            return next((unit for unit in units if unit != ANY), ANY)
        case ex.Call("abs" | "round", arguments):
            return unit_of_row(arguments[0], reached)
    return PLAIN


def unit_of(formula: Formula, of_row: Mapping[Aggregate, str]) -> str:
    """The unit of a formula, given those of what its aggregates are taken of.

    Raises:
        Mixed: As above.
    """
    if isinstance(formula, Aggregate):
        return COUNT if formula.function.startswith("count") else of_row[formula]
    if isinstance(formula, Combined):
        return joined(formula.operator, unit_of(formula.left, of_row), unit_of(formula.right, of_row))
    return ANY


def joined(operator: str, left: str, right: str) -> str:
    """The unit of two numbers put together."""
    if operator in "+-":
        return _added(operator, left, right)
    if operator == "*":
        if left == MONEY == right:
            raise Mixed(operator, left, right)
        return right if left in (ANY, PLAIN, COUNT, SHARE) else left
    if left == right == COUNT:
        return SHARE
    if left == right:
        return PLAIN
    if left in (ANY, PLAIN, COUNT, SHARE) and right not in (ANY, PLAIN, COUNT, SHARE):
        return PLAIN
    return left


def _added(operator: str, left: str, right: str) -> str:
    free = () if MONEY in (left, right) else (ANY, PLAIN)
    if left in (right, *free):
        return right
    if right in free:
        return left
    raise Mixed(operator, left, right)


def called(unit: str) -> str:
    """A unit as a message names it."""
    return {COUNT: "a count", SHARE: "a share", PLAIN: "a number", ANY: "a number", MONEY: "money"}.get(unit, unit)


def is_money(word: str) -> bool:
    """Whether a unit as written says money: ``EUR`` or ``money``."""
    return word == "money" or bool(_CURRENCY.fullmatch(word))


def misfit(word: str | None, unit: str) -> str:
    """Why a unit as written does not fit what the formula gives; empty when it does."""
    if word is None:
        return ""
    if word == "share" and unit != SHARE:
        return f"A share is a count divided by a count; this is {called(unit)}."
    if is_money(word) and unit != MONEY:
        return f"{word} is money; this is {called(unit)}."
    if unit == MONEY and not is_money(word):
        return f"This is money, not {word}."
    return ""


def is_number(type_: Type) -> bool:
    return type_ in (Type.INTEGER, Type.DECIMAL)

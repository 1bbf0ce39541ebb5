"""Fields, literals, arithmetic and functions: everything in a condition that has a value."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.model import DeclaredField
from samebook.book.parsing.reports import Locate, Reports
from samebook.book.parsing.wording import a_value, type_hint
from samebook.book.spelling import did_you_mean, listed
from samebook.book.unifying import fits, literal_of, unify
from samebook.book.values import Type, parse_value, printable
from samebook.kernel.refusals import Refused

OPERATORS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}

_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_CLOCK_UNITS = ("second", "minute", "hour")
_NUMBERS = (Type.INTEGER, Type.DECIMAL)
_MAX_AMOUNTS = {"year": 1_000}
_MAX_AMOUNT = 9_999
"""Of other units; nothing then leaves the calendars of the engines, which reach back to 4713 BC."""
_MAX_PLACES = 6


class Measuring(Reports):
    """Reads what has a value."""

    def __init__(self, text: str, locate: Locate, fields: Mapping[str, DeclaredField]) -> None:
        super().__init__(text, locate)
        self.fields = fields

    def _field(self, node: exp.Column) -> ex.Expression | None:
        name = ".".join(part.name for part in node.parts)
        declared = self.fields.get(name)
        if declared:
            return ex.Field(name, declared.type)
        hint = did_you_mean(name, self.fields, "Declare it under fields, or put text in single quotes.")
        return self.refuse(node, "condition.unknown_field", f"There is no field {printable(name)}.", hint)

    def _literal(self, node: exp.Literal) -> ex.Expression | None:
        try:
            return literal_of(node.this, is_text=node.is_string)
        except Refused as refused:
            hint = "Write is null or is not null." if node.is_string else ""
            return self.refuse(node, "condition.literal", refused.message, hint)

    def _null(self, node: exp.Null) -> ex.Expression | None:
        return self.refuse(node, "condition.null", "Null is compared with nothing.", "Write is null or is not null.")

    def _moment(self, node: exp.Cast) -> ex.Expression | None:
        types = {exp.DataType.Type.DATE: Type.DATE, exp.DataType.Type.TIMESTAMP: Type.TIMESTAMP}
        type_ = types.get(node.to.this)
        if type_ is None or not isinstance(node.this, exp.Literal) or not node.this.is_string:
            return self.refuse(node, "condition.cast", "Values are not converted.", "Write date '2027-01-31'.")
        try:
            value = parse_value(type_, node.this.name)
        except Refused as refused:
            return self.refuse(node, "condition.literal", refused.message, "")
        if value is None:
            return self.refuse(node, "condition.literal", f"This {type_} is empty.", "Write date '2027-01-31'.")
        return ex.Literal(value, type_)

    def _arithmetic(self, node: exp.Binary) -> ex.Expression | None:
        operator = OPERATORS[type(node)]
        if isinstance(node.expression, exp.Interval) and operator in "+-":
            return self._shift(node, node.expression, -1 if operator == "-" else 1)
        left, right = self.expression(node.this), self.expression(node.expression)
        if left is None or right is None:
            return None
        if left.type is right.type is Type.DATE and operator == "-":
            return ex.DaysBetween(left, right)
        both = unify(left, right) if left.type in _NUMBERS and right.type in _NUMBERS else None
        if both is None:
            moved = left.type in (Type.DATE, Type.TIMESTAMP)
            return self.refuse(
                node,
                "condition.type",
                f"{a_value(left.type).capitalize()} and {a_value(right.type)} do not go together with {operator}.",
                f"Write {operator} interval '6' month." if moved and operator in "+-" else "",
            )
        one, other = (fits(side, Type.DECIMAL) or side for side in both) if operator == "/" else both
        return ex.Arithmetic(operator, one, other, one.type)

    def _shift(self, node: exp.Binary, interval: exp.Interval, sign: int) -> ex.Expression | None:
        part = self.expression(node.this)
        length = self._interval(interval)
        if part is None or length is None:
            return None
        amount, unit = length
        if part.type not in (Type.DATE, Type.TIMESTAMP):
            return self.refuse(node, "condition.type", f"An interval moves a date, not {a_value(part.type)}.", "")
        if part.type is Type.DATE and unit in _CLOCK_UNITS:
            return self.refuse(interval, "condition.type", f"A date has no {unit}s.", "Use a timestamp, or days.")
        return ex.Shift(part, sign * amount, unit, part.type)

    def _interval(self, node: exp.Interval) -> tuple[int, str] | None:
        amount = node.this.name if isinstance(node.this, exp.Literal) else ""
        unit = node.unit.name.lower().removesuffix("s") if node.unit is not None else ""
        if unit not in _UNITS:
            hint = did_you_mean(unit, _UNITS, f"Units are {listed(_UNITS)}.") if unit else "Write interval '6' month."
            self.refuse(node, "condition.interval", "This interval has no unit of the language.", hint)
        elif not (amount.isascii() and amount.isdigit()) or int(amount[:9]) > _MAX_AMOUNTS.get(unit, _MAX_AMOUNT):
            most = _MAX_AMOUNTS.get(unit, _MAX_AMOUNT)
            hint = f"Write a whole number up to {most:,}; write - before interval to go back."
            self.refuse(node, "condition.interval", f"{printable(amount[:40])} is no length of an interval.", hint)
        else:
            return int(amount), unit
        return None

    def _interval_alone(self, node: exp.Interval) -> ex.Expression | None:
        return self.refuse(
            node,
            "condition.interval",
            "An interval stands after a date and + or -.",
            "Write date + interval '6' month.",
        )

    def _negative(self, node: exp.Neg) -> ex.Expression | None:
        part = self.number_of(node.this)
        if isinstance(part, ex.Literal) and not isinstance(part.value, str | date | datetime):
            return ex.Literal(-part.value, part.type)
        return None if part is None else ex.Negative(part, part.type)

    def _lower(self, node: exp.Lower) -> ex.Expression | None:
        part = self.text_of(node.this)
        return None if part is None else ex.Call("lower", (part,), Type.TEXT)

    def _length(self, node: exp.Length) -> ex.Expression | None:
        part = self.text_of(node.this)
        return None if part is None else ex.Call("length", (part,), Type.INTEGER)

    def _abs(self, node: exp.Abs) -> ex.Expression | None:
        part = self.number_of(node.this)
        return None if part is None else ex.Call("abs", (part,), part.type)

    def _round(self, node: exp.Round) -> ex.Expression | None:
        part = self.number_of(node.this)
        places = node.args.get("decimals")
        value = 0 if places is None else int(places.name) if _is_places(places) else None
        if value is None or node.args.get("truncate") is not None:
            return self.refuse(node, "condition.round", "Round takes 0 to 6 places.", "Write round(lead.budget, 2).")
        if part is None or part.type is Type.INTEGER:
            return part
        return ex.Call("round", (part, ex.Literal(value, Type.INTEGER)), Type.DECIMAL)

    def _coalesce(self, node: exp.Coalesce) -> ex.Expression | None:
        nodes = [node.this, *node.expressions]
        parts = [self.expression(part) for part in nodes]
        if any(part is None for part in parts):
            return None
        whole = [part for part in parts if part is not None]
        widest = whole[0]
        for part, written in zip(whole[1:], nodes[1:], strict=True):
            both = unify(widest, part)
            if both is None:
                message = f"{a_value(widest.type).capitalize()} and {a_value(part.type)} cannot stand for each other."
                return self.refuse(written, "condition.type", message, type_hint(widest, part))
            widest = both[0]
        return ex.Call("coalesce", tuple(fits(part, widest.type) or part for part in whole), widest.type)


def _is_places(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.name in [str(places) for places in range(_MAX_PLACES + 1)]

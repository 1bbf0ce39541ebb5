"""Expressions to Python: a straight run of assignments, compiled once, that yields True, False or None (unknown).

Flat code has no nesting that could exhaust Python's parser, and what two conditions share is computed once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from samebook.book import arithmetic
from samebook.book import expressions as ex
from samebook.book.like import matcher
from samebook.book.lower_table import lower
from samebook.book.values import Type, Value

Record = Mapping[str, Value | None]
Truth = bool | None
Evaluator = Callable[[Record], tuple[Any, ...]]

_PYTHON_OPERATORS = {"=": "==", "<>": "!="}
_DECIMAL_OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_HELPERS = {name: getattr(arithmetic, name) for name in dir(arithmetic) if name.islower() and name[0] != "_"}


def compile_python(wanted: Sequence[ex.Expression]) -> Evaluator:
    """A function of one record that yields the value of each expression, None where it is unknown.

    A field that the record lacks is unknown. Values must be of the fields' types (`values.check_value`); a
    value of another type raises TypeError or decimal.InvalidOperation.
    """
    writer = _Writer()
    results = [writer.name_of(expression) for expression in wanted]
    body = "\n    ".join(["get = record.get", *writer.lines, f"return ({''.join(f'{name}, ' for name in results)})"])
    code = compile(f"def evaluate(record):\n    {body}\n", "<conditions of the Book>", "exec")
    namespace: dict[str, Any] = {
        "__builtins__": {"len": len, "abs": abs},
        **_HELPERS,
        "lower": lower,
        **writer.constants,
    }
    exec(code, namespace)  # noqa: S102 (names and constants only: no text of the Book is in the code)
    evaluate: Evaluator = namespace["evaluate"]
    return evaluate


class _Writer:
    """Writes one assignment for each distinct part of the expressions."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self._names: dict[ex.Expression, str] = {}
        self._known: set[str] = set()

    def name_of(self, expression: ex.Expression) -> str:
        """The variable that holds the expression's value."""
        name = self._names.get(expression)
        if name is None:
            name = self._names[expression] = self._write(expression)
        return name

    def _write(self, expression: ex.Expression) -> str:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.Field(name, type_):
                empty = " or None" if type_ is Type.TEXT else ""
                return self._assign(f"get({self._constant(name)}){empty}")
            case ex.Literal(value):
                return self._constant(value)
            case ex.Widen(part, type_):
                name = self.name_of(part)
                return name if type_ is Type.DECIMAL else self._strict(f"first_instant({name})", name)
            case ex.Negative(part) | ex.Call("abs", (part,)):
                return self._sign(expression, self.name_of(part))
            case ex.Arithmetic(operator, left, right, type_):
                return self._arithmetic(operator, self.name_of(left), self.name_of(right), type_)
            case ex.Shift(part, amount, unit, type_):
                name = self.name_of(part)
                return self._strict(_shift(name, amount, unit, type_), name, known=False)
            case ex.DaysBetween(left, right):
                return self._binary("days_between({}, {})", left, right)
            case ex.Call(function, arguments):
                return self._call(function, [self.name_of(argument) for argument in arguments])
            case ex.InSegment(_, condition):
                return self.name_of(condition)
            case _:
                return self._truth(expression)

    def _truth(self, expression: ex.Expression) -> str:  # noqa: PLR0911 (a line for each kind)
        match expression:
            case ex.Compare(operator, left, right):
                return self._binary(f"{{}} {_PYTHON_OPERATORS.get(operator, operator)} {{}}", left, right)
            case ex.In(part, values):
                name = self.name_of(part)
                return self._strict(f"{name} in {self._constant(frozenset(v.value for v in values))}", name)
            case ex.Like(part, pattern):
                name = self.name_of(part)
                return self._strict(f"{self._constant(matcher(pattern))}({name})", name)
            case ex.IsUnknown(part):
                return self._assign(f"{self.name_of(part)} is None", known=True)
            case ex.IsTruth(part, truth):
                return self._assign(f"{self.name_of(part)} is {truth}", known=True)
            case ex.Not(part):
                name = self.name_of(part)
                return self._strict(f"not {name}", name)
            case ex.And(parts):
                return self._join([self.name_of(part) for part in parts], decided=False)
            case ex.Or(parts):
                return self._join([self.name_of(part) for part in parts], decided=True)
        raise AssertionError(expression)

    def _join(self, names: Iterable[str], *, decided: bool) -> str:
        """And (decided by a False) or or (decided by a True); unknown when undecided and a part is unknown."""
        names = list(dict.fromkeys(names))
        decides = " or ".join(f"{name} is {decided}" for name in names)
        unknown = [name for name in names if name not in self._known]
        rest = f"None if {' or '.join(f'{name} is None' for name in unknown)} else " if unknown else ""
        return self._assign(f"{decided} if {decides} else {rest}{not decided}", known=not unknown)

    def _arithmetic(self, operator: str, left: str, right: str, type_: Type) -> str:
        if type_ is Type.INTEGER:
            return self._strict(f"integer({left} {operator} {right})", left, right, known=False)
        return self._strict(f"{_DECIMAL_OPERATORS[operator]}({left}, {right})", left, right, known=False)

    def _sign(self, expression: ex.Expression, name: str) -> str:
        negative = isinstance(expression, ex.Negative)
        return self._strict(f"-{name}" if negative else f"abs({name})", name)

    def _call(self, function: str, names: list[str]) -> str:
        if function == "coalesce":
            *first, last = names
            value = "".join(f"{name} if {name} is not None else " for name in first) + last
            return self._assign(value, known=bool(self._known.intersection(names)))
        if function == "round":
            return self._strict(f"round_to({names[0]}, {names[1]})", names[0], known=False)
        return self._strict(f"{'len' if function == 'length' else function}({names[0]})", names[0])

    def _binary(self, template: str, left: ex.Expression, right: ex.Expression) -> str:
        one, other = self.name_of(left), self.name_of(right)
        return self._strict(template.format(one, other), one, other)

    def _strict(self, value: str, *operands: str, known: bool = True) -> str:
        """Assigns a value that is unknown when an operand is."""
        unknown = [name for name in dict.fromkeys(operands) if name not in self._known]
        guard = f"None if {' or '.join(f'{name} is None' for name in unknown)} else " if unknown else ""
        return self._assign(f"{guard}{value}", known=known and not unknown)

    def _assign(self, value: str, *, known: bool = False) -> str:
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {value}")
        if known:
            self._known.add(name)
        return name

    def _constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        self._known.add(name)
        return name


def _shift(name: str, amount: int, unit: str, type_: Type) -> str:
    if unit in arithmetic.MONTHS:
        return f"shift_months({name}, {amount * arithmetic.MONTHS[unit]})"
    seconds = amount * arithmetic.SECONDS[unit]
    if type_ is Type.DATE:
        return f"shift_days({name}, {seconds // arithmetic.SECONDS['day']})"
    return f"shift_seconds({name}, {seconds})"

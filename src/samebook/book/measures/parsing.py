"""The expression of a measure: aggregates over rows, and arithmetic between them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from samebook.book import expressions as ex
from samebook.book.measures.formulas import Aggregate, Combined, Formula, Function, Number, aggregates, is_quantile
from samebook.book.measures.rows import RowReader, is_numeric
from samebook.book.measures.units import Mixed, unit_of, unit_of_row
from samebook.book.parsing.condition import syntax_problem
from samebook.book.parsing.reports import Locate
from samebook.book.parsing.tokens import FUNCTIONS, tokens_of
from samebook.book.parsing.wording import a_value
from samebook.book.tables import MONEY, ROW_MONEY, Shape
from samebook.book.values import Type, printable
from samebook.kernel.refusals import Problem

AGGREGATES = ("count", "count_if", "sum", "avg", "min", "max", "median", "quantile")
MAX_AGGREGATES = 20
MAX_OPERATORS = 100
_OF_NUMBERS: dict[type[exp.Expr], Function] = {exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max"}
_OPERATORS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_KINDS: tuple[type[exp.Expr], ...] = (exp.Count, exp.CountIf, exp.Median, exp.Quantile, *_OF_NUMBERS)


def parse_formula(
    text: str, shape: Shape, table: str, locate: Locate
) -> tuple[tuple[Formula, str] | None, list[Problem]]:
    """The formula of an expression with its unit, or None with every problem found in it."""
    reader = _FormulaReader(text, locate, shape, table)
    found = reader.formula_read()
    return (None if reader.problems else found), sorted(set(reader.problems))


class _FormulaReader(RowReader):
    def __init__(self, text: str, locate: Locate, shape: Shape, table: str) -> None:
        super().__init__(text, locate, shape, table)
        self._aggregates: dict[type[exp.Expr], Callable[[Any], Aggregate | None]] = {
            exp.Count: self._count,
            exp.CountIf: self._count_if,
            exp.Median: lambda node: self._quantile(node, Decimal("0.5")),
            exp.Quantile: lambda node: self._quantile(node, _share(node.args.get("quantile"))),
            **dict.fromkeys(_OF_NUMBERS, self._of_numbers),
        }
        self._units: dict[Aggregate, str] = {}

    def formula_read(self) -> tuple[Formula, str] | None:
        tokens = tokens_of(self.text, self.report, (*AGGREGATES, *FUNCTIONS), {"distinct", "DISTINCT", *self.fields})
        if tokens is None:
            return None
        try:
            tree = sqlglot.parse_one(self.text)
        except ParseError as error:
            message, hint = syntax_problem(error)
            self.report(
                self._error_offset(error, tokens), "condition.syntax", message.replace("condition", "expression"), hint
            )
            return None
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
            self.report(0, "condition.syntax", "The expression cannot be read.", "Write one such as count(*).")
            return None
        if sum(type(node) in _OPERATORS for node in tree.walk()) > MAX_OPERATORS:
            self.report(0, "measure.too_large", f"A formula has at most {MAX_OPERATORS} of + - * /.", "Split it.")
            return None
        try:
            return self._read_formula(tree)
        except RecursionError:
            self.report(0, "condition.too_deep", "The formula is nested too deep.", "Make several measures of it.")
            return None

    def _read_formula(self, tree: exp.Expr) -> tuple[Formula, str] | None:
        found = self._formula(tree)
        if found is None or self.problems or not self._has_sense(found, tree):
            return None
        try:
            return found, unit_of(found, self._units)
        except Mixed as mixed:
            self.refuse(tree, "measure.unit", str(mixed), "Divide one by the other, or make two measures of them.")
            return None

    def expression(self, node: exp.Expr) -> ex.Expression | None:
        if isinstance(node, _KINDS):
            message = f"{printable(self.source(node))} stands inside another aggregate; a row has no rows of its own."
            return self.refuse(node, "measure.nested", message, "Make a measure of each, and a ratio of them.")
        return super().expression(node)

    def _formula(self, node: exp.Expr) -> Formula | None:
        if isinstance(node, exp.Paren):
            return self._formula(node.this)
        if isinstance(node, _KINDS):
            return self._aggregates[type(node)](node)
        if type(node) in _OPERATORS:
            left, right = self._formula(node.this), self._formula(node.expression)
            return None if left is None or right is None else Combined(_OPERATORS[type(node)], left, right)
        if isinstance(node, exp.Literal) and not node.is_string:
            literal = self._literal(node)
            return Number(Decimal(str(literal.value))) if isinstance(literal, ex.Literal) else None
        row = self.table.record
        message = f"{printable(self.source(node))} stands outside an aggregate: every {row} has one of its own."
        self.refuse(node, "measure.grain", message, "Write count_if(…), sum(…) or avg(…) around it.")
        return None

    def _count(self, node: exp.Count) -> Aggregate | None:
        inner = node.this
        if isinstance(inner, exp.Star):
            return Aggregate("count")
        if isinstance(inner, exp.Distinct):
            whole = inner.expressions
            part = self.expression(whole[0]) if len(whole) == 1 else None
            if len(whole) != 1:
                self.refuse(node, "measure.arguments", "Count distinct takes one column.", "")
            return None if part is None else Aggregate("count_distinct", part)
        part = self.expression(inner) if isinstance(inner, exp.Expr) and not node.expressions else None
        if part is None and not self.problems:
            self.refuse(node, "measure.arguments", "Count takes one column, or *.", "Write count(*).")
        return None if part is None else Aggregate("count", part)

    def _count_if(self, node: exp.CountIf) -> Aggregate | None:
        part = self._boolean(node.this) if isinstance(node.this, exp.Expr) else None
        if part is None and not self.problems:
            self.refuse(node, "measure.arguments", "Count_if takes one condition.", "")
        return None if part is None else Aggregate("count_if", part)

    def _of_numbers(self, node: exp.Func) -> Aggregate | None:
        part = self._added(node)
        if part is None:
            return None
        return self._kept(Aggregate(_OF_NUMBERS[type(node)], part), node)

    def _quantile(self, node: exp.Func, at: Decimal | None) -> Aggregate | None:
        if at is None:
            hint = "Write quantile(attempts_made, 0.9)."
            self.refuse(node, "measure.arguments", "A quantile takes a column and a share between 0 and 1.", hint)
            return None
        part = self._added(node)
        return None if part is None else self._kept(Aggregate("quantile", part, at), node)

    def _added(self, node: exp.Func) -> ex.Expression | None:
        """What an aggregate of numbers is taken of; no key, no text, and no money in several currencies."""
        inner = node.this
        if not isinstance(inner, exp.Expr) or node.args.get("expressions"):
            self.refuse(node, "measure.arguments", f"{node.key.capitalize()} takes one column.", "")
            return None
        part = self.expression(inner)
        if part is None:
            return None
        if not is_numeric(part):
            message = (
                f"{printable(self.source(inner))} is {a_value(part.type)}; only numbers have a {_NOUNS[type(node)]}."
            )
            hint = "Count it: count_if(…)." if part.type is Type.BOOLEAN else ""
            if part.type is Type.TIMESTAMP or part.type is Type.DATE:
                hint = "Take the days between two days: (won_on - received_on)."
            self.refuse(inner, "measure.type", message, hint)
            return None
        reached = self.shape.reached(self.table.name)
        for field in ex.fields_of(part):
            column = reached[field.name].column
            if reached[field.name].is_key:
                message = f"{field.name} names a record; records are counted, not added."
                self.refuse(inner, "measure.key", message, f"Write count(distinct {field.name}).")
                return None
            if column.unit == ROW_MONEY:
                message = f"{field.name} is money in the currency of its row; currencies are not added."
                self.refuse(
                    inner, "measure.currency", message, f"Write {field.name}_company, converted at the dated rate."
                )
                return None
        return part

    def _kept(self, aggregate: Aggregate, node: exp.Expr) -> Aggregate | None:
        assert aggregate.operand is not None
        try:
            unit = self._unit(aggregate.operand)
        except Mixed as mixed:
            self.refuse(node, "measure.unit", str(mixed), "")
            return None
        if aggregate.function == "sum" and unit == MONEY:
            aggregate = replace(aggregate, money=True)
        self._units[aggregate] = unit
        return aggregate

    def _unit(self, part: ex.Expression) -> str:
        return unit_of_row(part, self.shape.reached(self.table.name))

    def _has_sense(self, formula: Formula, tree: exp.Expr) -> bool:
        found = list(aggregates(formula))
        if not found:
            self.refuse(tree, "measure.no_aggregate", "This counts nothing.", "Write count(*), sum(…) or avg(…).")
        elif len(found) > MAX_AGGREGATES:
            self.refuse(tree, "measure.too_large", f"A measure has at most {MAX_AGGREGATES} aggregates.", "Split it.")
        elif is_quantile(formula) and not isinstance(formula, Aggregate):
            hint = "Make a measure of it alone."
            self.refuse(tree, "measure.quantile", "A median or quantile stands alone, not in arithmetic.", hint)
        return not self.problems and all(each.operand is None or self._fits(each.operand) for each in found)


_NOUNS: dict[type[exp.Expr], str] = {
    exp.Sum: "sum", exp.Avg: "mean", exp.Min: "smallest", exp.Max: "largest", exp.Median: "median",
    exp.Quantile: "quantile",
}  # fmt: skip


def _share(node: object) -> Decimal | None:
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    value = Decimal(node.name)
    return value if 0 < value < 1 else None

"""A measure as one sentence that both departments can read and sign."""

from decimal import Decimal

from samebook.book import expressions as ex
from samebook.book.english import sentence, value_in_words
from samebook.book.measures.formulas import (
    Aggregate,
    Change,
    Combined,
    Cumulative,
    Definition,
    Formula,
    Number,
    Over,
    Ratio,
)
from samebook.book.model import Measure
from samebook.book.tables import Shape, shape

_SIGNS = {"+": "plus", "-": "less", "*": "times", "/": "divided by"}
_OF = {"sum": "sum", "avg": "mean", "min": "smallest", "max": "largest", "count_distinct": "number of different"}
_SINCE = {"all": "the first day of all", "year": "the start of the year"}


def measure_in_words(measure: Measure, declared: Shape | None = None) -> str:
    """The sentence without a full stop; empty for one that has no figures."""
    return said(measure.definition, declared or shape()) if measure.definition else ""


def said(definition: Definition, declared: Shape) -> str:
    """The same of what a measure is made of."""
    match definition:
        case Over():
            return _over(definition, declared)
        case Ratio(of, to):
            return f"{_words(of)}, for each of {_words(to)}"
        case Cumulative(of, since):
            return f"{_words(of)}, added up from {_SINCE.get(since, f'the start of the {since}')} to the period's end"
        case Change(of, against):
            then = "a year before" if against == "year before" else "in the days before"
            return f"{_words(of)}, less what it was {then}"


def _over(over: Over, declared: Shape) -> str:
    rows = _Rows(over, declared)
    counted = f", of those for which {rows.condition(over.when.expression)}" if over.when else ""
    timed = f"; a period is that of {_words(over.time)}" if over.time else ""
    return f"{rows.formula(over.formula)}{counted}{timed}"


class _Rows:
    def __init__(self, over: Over, declared: Shape) -> None:
        self.fields = declared.fields(over.table)
        record = declared.tables[over.table].record
        self.many = f"{record[:-1]}ies" if record.endswith("y") else f"{record}s"

    def condition(self, part: ex.Expression) -> str:
        return sentence(part, self.fields)

    def formula(self, formula: Formula) -> str:
        match formula:
            case Combined("/", Aggregate("count_if", part), Aggregate("count", None)) if part:
                return f"the share of the {self.many} for which {self.condition(part)}"
            case Combined("/", Aggregate("count", part), Aggregate("count", None)) if part:
                return f"the share of the {self.many} of which {value_in_words(part, self.fields)} is known"
            case Combined(operator, left, right):
                return f"{self._inner(left)} {_SIGNS[operator]} {self._inner(right)}"
            case Number(value):
                return f"{value:f}"
            case Aggregate():
                return self.aggregate(formula)

    def aggregate(self, each: Aggregate) -> str:
        if each.operand is None:
            return f"the number of {self.many}"
        if each.function == "count_if":
            return f"the number of {self.many} for which {self.condition(each.operand)}"
        of = value_in_words(each.operand, self.fields)
        if each.function == "count":
            return f"the number of {self.many} of which {of} is known"
        if each.function == "quantile":
            return f"the {_share(each.at or Decimal(0))} of {of}"
        joint = "" if each.function == "count_distinct" else "of "
        return f"the {_OF[each.function]} {joint}{of.removeprefix('the ') if not joint else of}"

    def _inner(self, formula: Formula) -> str:
        told = self.formula(formula)
        return f"({told})" if isinstance(formula, Combined) else told


def _share(at: Decimal) -> str:
    return "median" if at == Decimal("0.5") else f"{(at * 100).normalize():f} % quantile"


def _words(name: str) -> str:
    return name.replace("_", " ")

"""What a form asks for of a measure, and the formula of one without a table in words. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from samebook.book import expressions as ex
from samebook.book.editing.conditions import condition_text
from samebook.book.editing.spans import Data
from samebook.book.measures.formulas import Aggregate, Combined, Formula
from samebook.book.measures.parsing import parse_formula
from samebook.book.tables import ROW_MONEY, shape
from samebook.book.values import Type

FORMS = {
    "over": "The rows of a table, counted or added",
    "ratio": "One measure for each of another",
    "cumulative": "A measure added up since a beginning",
    "change": "What a measure changed by",
}
WHATS = {
    "count": "How many there are",
    "count_if": "How many of them meet a condition",
    "share": "The share of them that meets a condition",
    "distinct": "How many different values of a column",
    "sum": "The sum of a column",
    "avg": "The mean of a column",
    "median": "The median of a column",
    "quantile": "A quantile of a column",
    "min": "The smallest of a column",
    "max": "The largest of a column",
    "written": "Something else, written as an expression",
}
MET = ("count_if", "share")
_NO_GROUPS = ("label", "code", "content_hash", "hash", "origin")
"""Columns that name one record each, or say only where a record came from: the text may split by them."""
OF_NUMBERS = ("sum", "avg", "median", "quantile", "min", "max")

_NAME = r"[a-z][a-z0-9_.]*"
_COUNT = re.compile(r"count\(\s*\*\s*\)", re.ASCII)
_COUNT_IF = re.compile(rf"count_if\(\s*({_NAME})\s*(?:=\s*'([^']*)')?\s*\)", re.ASCII)
_OF = re.compile(rf"(sum|avg|median|min|max)\(\s*({_NAME})\s*\)", re.ASCII)
_CALLED = {"sum": "sum", "avg": "average", "median": "median", "min": "smallest", "max": "largest"}


def measure_in_words(formula: str) -> str:
    """“Share of those with: first attempt on time”; empty where words would not say all of it."""
    text = " ".join(formula.split())
    counted, _, by = text.partition(" / ")
    if by and _COUNT.fullmatch(by) and (met := _met(counted)):
        return f"share of those with: {met}"
    if met := _met(text):
        return f"number of those with: {met}"
    if _COUNT.fullmatch(text):
        return "number of all"
    found = _OF.fullmatch(text)
    return f"{_CALLED[found[1]]} of {_words(found[2])}" if found else ""


def _met(counted: str) -> str:
    found = _COUNT_IF.fullmatch(counted)
    if not found:
        return ""
    return f"{_words(found[1])} “{_words(found[2])}”" if found[2] is not None else _words(found[1])


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", "’s ")


@dataclass(frozen=True, slots=True)
class Picked:
    """What is counted of the rows, as a form asks for it.

    Attributes:
        what: A key of ``WHATS``.
        of: The column it is taken of.
        at: The per cent of a quantile.
        met: The condition that is counted.
    """

    what: str = "count"
    of: str = ""
    at: str = ""
    met: str = ""


def form_of(measure: Mapping[str, Data]) -> str:
    """Which of ``FORMS`` a measure has."""
    return next((form for form in FORMS if measure.get(form) is not None), "over")


def picked(expression: str, table: str) -> Picked:
    """An expression as the form shows it; what no choice says is shown as it is written."""
    found, _ = parse_formula(" ".join(expression.split()), shape(), table, lambda offset: (1, offset + 1))
    return (_picked(found[0]) if found else None) or Picked("written")


def expression_of(chosen: Picked) -> str:
    """The expression that a form's choices say; that of ``written`` is written beside them."""
    match chosen.what:
        case "count":
            return "count(*)"
        case "count_if":
            return f"count_if({chosen.met})"
        case "share":
            return f"count_if({chosen.met}) / count(*)"
        case "distinct":
            return f"count(distinct {chosen.of})"
        case "quantile":
            return f"quantile({chosen.of}, {Decimal(chosen.at or 0) / 100:f})"
    return f"{chosen.what}({chosen.of})"


def is_same(one: str, other: str, table: str) -> bool:
    """Whether two expressions compute the same, however they are written."""
    found, others = (
        parse_formula(" ".join(text.split()), shape(), table, lambda offset: (1, offset + 1))[0]
        for text in (one, other)
    )
    return found is not None and found == others


def tables() -> dict[str, str]:
    """What may be counted, in words."""
    return {
        name: f"{name.replace('_', ' ')}: {table.grain}" for name, table in shape().tables.items() if name != "days"
    }


def columns(table: str, what: str) -> dict[str, str]:
    """The columns of a table that an aggregate may be taken of, in words; of others those one step away."""
    found = {}
    for each in shape().reached(table).values():
        is_number = each.type in (Type.INTEGER, Type.DECIMAL) and not each.is_key and each.column.unit != ROW_MONEY
        if len(each.way) < 2 and (is_number or what == "distinct"):
            found[each.name] = f"{_words(each.name)}: {each.column.means}"
    return found


def days(table: str) -> dict[str, str]:
    """The date columns of a table, in words."""
    columns_ = shape().tables[table].columns.values()
    return {each.name: f"{_words(each.name)}: {each.means}" for each in columns_ if each.type == "date"}


def dimensions(table: str) -> dict[str, str]:
    """What a table's rows may be split by, in words; columns further than one step away are left to the text."""
    titles = shape().titles
    reached = shape().reached(table)
    offered = [
        name
        for name in shape().offered(table)
        if name in titles or (len(reached[name].way) < 2 and reached[name].table != table) or not reached[name].way
    ]
    offered = [name for name in offered if name.rpartition(".")[2] not in _NO_GROUPS]
    return {name: titles.get(name) or _words(name).capitalize() for name in offered}


def _picked(formula: Formula) -> Picked | None:  # noqa: PLR0911 (a line for each)
    match formula:
        case Aggregate("count", None):
            return Picked("count")
        case Aggregate("count_if", part) if part is not None:
            return Picked("count_if", met=condition_text(part))
        case Combined("/", Aggregate("count_if", part), Aggregate("count", None)) if part is not None:
            return Picked("share", met=condition_text(part))
        case Aggregate("count_distinct", ex.Field(name)):
            return Picked("distinct", name)
        case Aggregate("quantile", ex.Field(name), at) if at is not None:
            return Picked("median", name) if at == Decimal("0.5") else Picked("quantile", name, _per_cent(at))
        case Aggregate("sum" | "avg" | "min" | "max" as function, ex.Field(name)):
            return Picked(function, name)
    return None


def _per_cent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"

"""Conditions and values over the columns of one fact table: the language of conditions, with columns for fields."""

from sqlglot import exp

from samebook.book import expressions as ex
from samebook.book.measures.units import is_number
from samebook.book.parsing.condition import ConditionReader
from samebook.book.parsing.reports import Locate
from samebook.book.spelling import did_you_mean
from samebook.book.tables import Shape, shape
from samebook.book.values import printable
from samebook.kernel.refusals import Problem


class RowReader(ConditionReader):
    """Reads what every row of a table has."""

    def __init__(self, text: str, locate: Locate, declared: Shape, table: str) -> None:
        super().__init__(text, locate, declared.fields(table), _no_segment)
        self.shape = declared
        self.table = declared.tables[table]

    def _field(self, node: exp.Column) -> ex.Expression | None:
        name = ".".join(part.name for part in node.parts)
        if name in self.fields:
            return ex.Field(name, self.fields[name].type)
        if several := self._several(name):
            return self.refuse(node, "measure.fans_out", several, f"Write a measure over {name.partition('.')[0]}s.")
        hint = did_you_mean(name, self.fields, "Put text in single quotes.")
        message = f"The table {self.table.name} has no column {printable(name[:60])}."
        return self.refuse(node, "measure.unknown_column", message, hint)

    def _in_segment(self, node: exp.Anonymous) -> ex.Expression | None:
        hint = "Narrow the figures to a segment where they are shown, or write its condition here."
        message = "A measure names no segment: it counts rows of a table, not records."
        return self.refuse(node, "measure.segment", message, hint)

    def _several(self, name: str) -> str:
        return fans_out(self.shape, self.table.name, name)


def row_condition(text: str, table: str) -> tuple[ex.Expression | None, list[Problem]]:
    """A condition over a table's columns, or None with what is wrong in it; it stands on one line."""
    reader = RowReader(text, lambda offset: (1, offset + 1), shape(), table)
    expression = reader.read()
    return (None if reader.problems else expression), sorted(set(reader.problems))


def fans_out(declared: Shape, table: str, name: str) -> str:
    """Why a name leads to several rows for one of the table; empty when it does not."""
    record, _, column = name.partition(".")
    for other in declared.several(table):
        there = declared.tables[other]
        if record in (there.record, other) and (column in there.columns or not column):
            return f"One {declared.tables[table].record} has several {other}, so this would count it several times."
    return ""


def is_numeric(expression: ex.Expression) -> bool:
    """Whether it can be added and averaged."""
    return is_number(expression.type)


def _no_segment(name: str) -> ex.Expression | None:
    raise KeyError([])

"""One condition made ready to be used: evaluated, explained, said in English, written as SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import cached_property
from typing import TypeVar

from samebook.book import expressions as ex
from samebook.book.english import sentence
from samebook.book.explaining import Explanation, explainer
from samebook.book.model import DeclaredField
from samebook.book.python_form import Evaluator, Record, Truth, compile_python
from samebook.book.values import is_of
from samebook.kernel.refusals import Refused

Result = TypeVar("Result")


@dataclass(frozen=True)
class CompiledCondition:
    """One condition in all its forms; each form is made when it is first asked for."""

    name: str
    text: str
    expression: ex.Expression
    fields: Mapping[str, DeclaredField]

    @cached_property
    def english(self) -> str:
        return sentence(self.expression, self.fields)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The names of the fields that it reads, segments included."""
        return tuple(field.name for field in ex.fields_of(self.expression))

    def sql(self, dialect: str) -> str:
        """A boolean SQL expression over columns named as the fields, for duckdb, postgres or spark."""
        from samebook.book.sql_form import sql

        return sql(self.expression, dialect)

    def truth(self, record: Record) -> Truth:
        """True, False, or None where it is unknown.

        Raises:
            Refused: ``book.value``, a value is not of its field's type.
        """
        result: Truth = evaluated(self._evaluate, record, self.fields)[0]
        return result

    def explain(self, record: Record) -> Explanation:
        """What made it false or left it unknown for a record.

        Raises:
            Refused: ``book.value``, a value is not of its field's type.
        """
        return evaluated(self._explain, record, self.fields)

    @cached_property
    def _evaluate(self) -> Evaluator:
        return compile_python([self.expression])

    @cached_property
    def _explain(self) -> Callable[[Record], Explanation]:
        return explainer(self.expression)


def evaluated(evaluate: Callable[[Record], Result], record: Record, fields: Mapping[str, DeclaredField]) -> Result:
    """What a compiled form makes of a record; a value that is not of its field's type is refused by name.

    Raises:
        Refused: ``book.value``.
    """
    try:
        return evaluate(record)
    except (TypeError, AttributeError, InvalidOperation) as error:
        for name, field in fields.items():
            value = record.get(name)
            if value is not None and not is_of(field.type, value):
                message = f"{name} holds a Python {type(value).__name__}, but it is {field.type}."
                raise Refused("book.value", message, name) from error
        raise Refused("book.value", "A value of the record is not of its field's type.") from error

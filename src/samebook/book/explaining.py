"""Which parts of a condition made it false or unknown for one record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samebook.book import expressions as ex
from samebook.book.python_form import Record, Truth, compile_python


@dataclass(frozen=True, slots=True)
class Part:
    """A comparison inside a condition and how it came out.

    Attributes:
        truth: Its own truth; under a ``not`` a true part is what made the whole false.
        missing: Fields it reads that are unknown; empty when it is unknown for another reason, such as a
            division by zero.
    """

    expression: ex.Expression
    truth: Truth
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    truth: Truth
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown fields of the parts that decided nothing, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing))


def explainer(condition: ex.Expression) -> Callable[[Record], Explanation]:
    """A function that says, for a record, what made the condition false or left it unknown; no parts when true."""
    parts = tuple(dict.fromkeys(_truths(condition)))
    evaluate = compile_python(parts)

    def explain(record: Record) -> Explanation:
        truths = dict(zip(parts, evaluate(record), strict=True))
        truth = truths[condition]
        blamed = () if truth else tuple(dict.fromkeys(_blamed(condition, truths)))
        return Explanation(truth, tuple(_part(part, truths[part], record) for part in blamed))

    return explain


def _truths(expression: ex.Expression) -> Iterator[ex.Expression]:
    """The condition, what it is joined from, and the comparisons at the end."""
    yield expression
    for part in _joined(expression):
        yield from _truths(part)


def _joined(expression: ex.Expression) -> tuple[ex.Expression, ...]:
    match expression:
        case ex.And(parts) | ex.Or(parts):
            return parts
        case ex.Not(part) | ex.InSegment(_, part):
            return (part,)
    return ()


def _blamed(expression: ex.Expression, truths: dict[ex.Expression, Truth]) -> Iterator[ex.Expression]:
    """The comparisons with the same truth as the whole (the opposite one under a not)."""
    inner = _joined(expression)
    if not inner:
        yield expression
    elif isinstance(expression, ex.Not | ex.InSegment):
        yield from _blamed(inner[0], truths)
    else:
        truth = truths[expression]
        for part in inner:
            if truths[part] is truth:
                yield from _blamed(part, truths)


def _part(expression: ex.Expression, truth: Truth, record: Record) -> Part:
    missing = () if truth is not None else ex.fields_of(expression)
    return Part(expression, truth, tuple(field.name for field in missing if record.get(field.name) in (None, "")))

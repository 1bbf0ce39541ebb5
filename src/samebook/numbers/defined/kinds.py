"""Which kind of figure fits a formula of the Book, so that it gets the interval that is known for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samebook.book import expressions as ex
from samebook.book.measures.formulas import Aggregate, Combined, Formula
from samebook.numbers.measures import Kind


@dataclass(frozen=True, slots=True)
class Fit:
    """The kind of a formula, and what its rows have for it.

    Attributes:
        columns: What the kind needs of each row, by the column's name.
        kept: What must be true of a row beside ``when``.
    """

    kind: Kind
    columns: Mapping[str, ex.Expression] = field(default_factory=dict)
    kept: Sequence[ex.Expression] = ()


def fit_of(formula: Formula) -> Fit:  # noqa: PLR0911 (a line for each)
    """The first kind that fits; ``formula``, without an interval, where none does."""
    match formula:
        case Aggregate("count", None):
            return Fit("count")
        case Aggregate("count_if", part) if part:
            return Fit("count", {}, [part])
        case Aggregate("count", part) if part:
            return Fit("count", {}, [_known(part)])
        case Aggregate("avg", part) if part:
            return Fit("mean", {"value": part}, [_known(part)])
        case Aggregate("quantile", part) if part:
            return Fit("rank", {"value": part}, [_known(part)])
        case Aggregate("sum", part, money=True) if part:
            return Fit("amount", {"amount": part})
        case Combined("/", Aggregate("count_if" | "count" as function, part), Aggregate("count", None)) if part:
            return Fit("rate", {"hit": part if function == "count_if" else _known(part)})
        case Combined("/", Aggregate("count_if", ex.And(parts) as part), Aggregate("count_if", base)) if base in parts:
            return Fit("rate", {"hit": part}, [base])
    return Fit("formula")


def _known(part: ex.Expression) -> ex.Expression:
    return ex.Not(ex.IsUnknown(part))

"""What a condition can come to when only some fields are known: a safe guess, never too narrow. Pure."""

from collections.abc import Mapping
from functools import reduce

from samebook.book import expressions as ex
from samebook.book.python_form import Truth, compile_python
from samebook.book.values import Value

Known = Mapping[str, Value | None]
"""Fields that are settled, by name; None for one that is settled as unknown."""

ANY: frozenset[Truth] = frozenset({True, False, None})


def truths_of(expression: ex.Expression, known: Known) -> frozenset[Truth]:  # noqa: PLR0911 (a line for each kind)
    """Every truth that a condition may have of a record with these values, whatever its other fields hold.

    It may name one that no record reaches, since two parts that read the same open field are taken as independent.
    """
    match expression:
        case ex.InSegment(_, condition):
            return truths_of(condition, known)
        case ex.And(parts):
            return reduce(_and, (truths_of(part, known) for part in parts))
        case ex.Or(parts):
            return _not(reduce(_and, (_not(truths_of(part, known)) for part in parts)))
        case ex.Not(part):
            return _not(truths_of(part, known))
        case ex.IsTruth(part, truth):
            return frozenset(each is truth for each in truths_of(part, known))
    if _open(expression, known):
        return ANY - {None} if isinstance(expression, ex.IsUnknown) else ANY
    return frozenset(compile_python([expression])(dict(known)))


def _open(expression: ex.Expression, known: Known) -> bool:
    """Whether it depends on a field that is not settled; ``coalesce`` reads no further than its first value."""
    match expression:
        case ex.Field(name):
            return name not in known
        case ex.Call("coalesce", arguments):
            for each in arguments:
                if isinstance(each, ex.Literal):
                    return False
                if _open(each, known):
                    return True
                if isinstance(each, ex.Field) and known[each.name] is not None:
                    return False
            return False
    return any(_open(part, known) for part in ex.children(expression))


def _and(left: frozenset[Truth], right: frozenset[Truth]) -> frozenset[Truth]:
    return frozenset(
        False if a is False or b is False else None if a is None or b is None else True for a in left for b in right
    )


def _not(truths: frozenset[Truth]) -> frozenset[Truth]:
    return frozenset(None if each is None else not each for each in truths)

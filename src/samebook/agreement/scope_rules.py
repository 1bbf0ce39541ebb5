"""Which scopes may be agreed beside each other, who may sign for one, and how one ends. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from samebook.agreement.ground import Ground, Relation
from samebook.agreement.terms import Side, State
from samebook.book import Book
from samebook.book.scopes import Scope, ScopeKind
from samebook.kernel.access import Actor
from samebook.kernel.countries import countries, country_name
from samebook.kernel.refusals import Refused

Namer = Callable[[Scope], str]


def called(scope: Scope, names: Mapping[str, str]) -> str:
    """What people call a scope: “the company”, “France”, “DACH”; told apart where a territory has a country's name.

    Args:
        names: Of the territories, by their code.
    """
    if scope.is_company:
        return "the company"
    if scope.kind is ScopeKind.COUNTRY:
        name = country_name(scope.code)
        return f"{name} (country)" if name in names.values() else name
    name = names.get(scope.code, scope.code)
    return f"territory {name}" if name in countries().values() else name


@dataclass(frozen=True, slots=True)
class Agreed:
    """An edition that both sides have signed, in force or with its day still to come."""

    label: str
    scope: Scope
    book: Book


def check_scope(scope: Scope, book: Book, *, others: Sequence[Agreed], ground: Ground, name_of: Namer) -> None:
    """Whether an edition of this scope can hold beside those that are agreed.

    Args:
        others: Of every other scope.
        ground: By the company's routing: this edition's own when it is the company's.

    Raises:
        Refused: ``agreement.scope_unknown``, ``agreement.scope_alone``, ``agreement.scope_overlaps``,
            ``agreement.field_type``.
    """
    if scope.kind is ScopeKind.UNIT and scope.code not in ground.above:
        message = f"No territory has the code “{scope.code}”; add it under Settings, Territories, or name another unit."
        raise Refused("agreement.scope_unknown", message, "text")
    if not scope.is_company and not any(other.scope.is_company for other in others):
        message = (
            f"Nothing is agreed for the company that could be otherwise in {name_of(scope)}; "
            "put an edition for the company in force first, or write scope: company."
        )
        raise Refused("agreement.scope_alone", message, "text")
    _check_types(book, others)
    below = [other for other in others if not other.scope.is_company]
    if scope.is_company:
        for one, other in combinations(below, 2):
            _check_apart(one.scope, other.scope, (one.label, other.label), ground, name_of)
    else:
        for other in below:
            _check_apart(scope, other.scope, ("this edition", other.label), ground, name_of)


def check_covers(actor: Actor, scope: Scope, *, ground: Ground, codes: Collection[str], name_of: Namer) -> None:
    """Who signs for a scope sees all leads that it can hold (``agreement.scope_not_yours``).

    Args:
        codes: Of the actor's territories, all below them included.
    """
    if actor.sees_all:
        return
    wanted = ground.territories(scope)
    if wanted is None or not wanted <= set(codes):
        message = f"Leads of {name_of(scope)} lie beyond your territories; let somebody sign who has them all."
        raise Refused("agreement.scope_not_yours", message, "side")


def check_endable(state: str, scope: Scope) -> None:
    """Only what holds for a part of the company can end without another in its place (``agreement.not_endable``)."""
    if state != State.IN_FORCE or scope.is_company:
        message = "Only an edition in force for a country or a unit can be ended; the company's ends with the next one."
        raise Refused("agreement.not_endable", message)


def check_ends(side: Side, user_id: int | None, *, asked_side: str, asked_by: int | None) -> None:
    """Both sides end it, by different people (``agreement.end_asked``, ``agreement.same_person``)."""
    if side == asked_side:
        message = f"{side.label} has asked for the end already; it takes the word of {side.other} as well."
        raise Refused("agreement.end_asked", message, "side")
    if asked_side and user_id == asked_by:
        message = "You asked for the end for the other side; the two sides end it by different people."
        raise Refused("agreement.same_person", message, "side")


def _check_types(book: Book, others: Iterable[Agreed]) -> None:
    """A value is kept once for all editions, so a field has one type in all that hold together."""
    for other in others:
        for name, field in book.fields.items():
            known = other.book.fields.get(name)
            if known is not None and known.type is not field.type:
                message = (
                    f"{name} is of type {known.type} in {other.label}, which holds beside this one, and {field.type} "
                    "here; give it the same type, or another name."
                )
                raise Refused("agreement.field_type", message, "text")


def _check_apart(one: Scope, other: Scope, labels: tuple[str, str], ground: Ground, name_of: Namer) -> None:
    if ground.relation(one, other) is not Relation.OVERLAP:
        return
    country, unit = (one, other) if one.kind is ScopeKind.COUNTRY else (other, one)
    where, place = name_of(country), name_of(unit)
    message = (
        f"One lead could be judged by two editions, {labels[0]} and {labels[1]}: by the company's routing leads of "
        f"{where} may come to {place}, and so may leads of other countries. Choose a unit within {where}, "
        f"or one to which all leads of {where} are routed; or end {labels[1]} first."
    )
    raise Refused("agreement.scope_overlaps", message, "text")

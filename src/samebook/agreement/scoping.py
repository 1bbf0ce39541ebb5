"""Scopes as the company's map and editions have them now: what they are called, what stands above each."""

from dataclasses import dataclass
from datetime import datetime

from samebook.agreement.ground import Above, Ground, Relation, ranked
from samebook.agreement.models import Edition
from samebook.agreement.queries import InForce, book_of, editions_in_force
from samebook.agreement.scope_rules import Agreed, called, check_covers, check_scope
from samebook.agreement.terms import State
from samebook.book import Book, CompiledBook
from samebook.book.scopes import COMPANY, Scope, read_scope
from samebook.company.models import Territory
from samebook.kernel.access import Actor


@dataclass(frozen=True)
class SalesMap:
    """Territories by code: what each is called, and the codes from it upwards. One query."""

    names: dict[str, str]
    above: Above

    def name_of(self, scope: Scope) -> str:
        """What people call a scope, as `scope_rules.called`."""
        return called(scope, self.names)


def sales_map() -> SalesMap:
    rows = list(Territory.objects.values_list("pk", "code", "name", "path"))
    codes = {str(pk): code for pk, code, _, _ in rows}
    above = {
        code: tuple(codes[part] for part in reversed(path.split("/")) if part in codes) for _, code, _, path in rows
    }
    return SalesMap({code: name for _, code, name, _ in rows}, above)


def short_name(scope: Scope, named: SalesMap) -> str:
    """As it stands after an edition's number; empty for the company."""
    return "" if scope.is_company else named.name_of(scope)[:100]


def edition_above(scope: Scope, at: datetime, named: SalesMap) -> InForce | None:
    """The narrowest edition in force that holds wherever this scope does; None for the company's scope."""
    editions = editions_in_force(at)
    if scope.is_company or editions is None:
        return None
    ground = Ground(editions.company.book, named.above)
    held = {other: found for other, found in editions.others.items() if found}
    around = [other for other in held if ground.relation(scope, other) is Relation.WITHIN]
    return held[ranked(around, ground)[0]] if around else editions.company


def agreed_beside(edition: Edition, scope: Scope) -> list[Agreed]:
    """What both sides have signed for other scopes, in force or still to come."""
    found = Edition.objects.filter(state__in=[State.SIGNED, State.IN_FORCE]).exclude(scope=str(scope))
    return [
        Agreed(str(each), read_scope(each.scope), book_of(each).book)
        for each in found.exclude(pk=edition.pk).order_by("pk")
    ]


def grounds_beside(scope: Scope, own: CompiledBook, named: SalesMap) -> list[Ground]:
    """By whose routing scopes are told apart: that of each agreed edition of the company, or this one's when it is
    the company's itself."""
    if scope.is_company:
        return [Ground(own, named.above)]
    companys = Edition.objects.filter(state__in=[State.SIGNED, State.IN_FORCE], scope=str(COMPANY))
    return [Ground(book_of(each), named.above) for each in companys.order_by("pk")] or [Ground(None, named.above)]


def place_edition(edition: Edition, book: Book | None, *, at: datetime) -> None:
    """Give a draft the scope that its text has, and what it inherits from; a text with problems changes neither."""
    if book is None or (
        edition.pk and book.scope == edition.scope and (edition.inherits_id or book.scope == str(COMPANY))
    ):
        return
    scope, named = read_scope(book.scope), sales_map()
    base = edition.based_on
    edition.scope, edition.scope_name = str(scope), short_name(scope, named)
    if base is not None and base.scope == edition.scope:
        edition.inherits_id = base.inherits_id
        return
    above = edition_above(scope, at, named)
    edition.inherits_id = above.edition.pk if above else None


def check_beside(edition: Edition, book: Book, *, actor: Actor | None = None) -> None:
    """Whether it can hold beside what is agreed, and the actor may sign for its scope; the caller holds the lock.

    Raises:
        Refused: As ``scope_rules.check_scope`` and ``check_covers``.
    """
    scope, named = read_scope(book.scope), sales_map()
    others = agreed_beside(edition, scope)
    if scope.is_company and not others:
        return
    for ground in grounds_beside(scope, book_of(edition), named):
        check_scope(scope, book, others=others, ground=ground, name_of=named.name_of)
        if actor is not None and not actor.sees_all:
            codes = set(Territory.objects.filter(pk__in=actor.territories).values_list("code", flat=True))
            check_covers(actor, scope, ground=ground, codes=codes, name_of=named.name_of)


def on_map_changed(actor: Actor, at: datetime) -> None:
    """Editions are called by the names of units as they are now, countries told apart from units of the same name."""
    named = sales_map()
    for edition in Edition.objects.exclude(scope=str(COMPANY)).only("scope", "scope_name"):
        name = short_name(read_scope(edition.scope), named)
        if name != edition.scope_name:
            Edition.objects.filter(pk=edition.pk).update(scope_name=name)

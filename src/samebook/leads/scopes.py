"""Which edition judges a lead: that of the narrowest scope that holds it (docs/decisions/scope.md)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samebook.agreement.ground import Ground, Place, holds, ranked, territory_of
from samebook.agreement.queries import Editions, InForce
from samebook.book import CompiledBook
from samebook.book.scopes import Scope, ScopeKind
from samebook.leads.models import Lead
from samebook.leads.standing import Standing


def edition_for(lead: Lead, known: Mapping[str, Any], editions: Editions, company: Standing) -> InForce | None:
    """The edition of a lead's scope; None where it is not the one that was signed.

    Args:
        lead: May be unsaved; its account at hand.
        known: The lead by the fields of the company's edition; asked only where ``editions.by_unit``.
    """
    place = place_of(lead, known, editions, company)
    for scope in _in_order(editions, company):
        if holds(scope, place):
            return editions.others[scope]
    return editions.company


def place_of(lead: Lead, known: Mapping[str, Any], editions: Editions, company: Standing) -> Place:
    """A lead's country and, where an edition holds for a unit, its territory as routing names it before judgement."""
    account = lead.account
    country = lead.country or (account.country if account else "")
    if not editions.by_unit:
        return Place(country)
    own = company.code_of.get(account.territory_id) if account and account.territory_id else None
    code = territory_of(editions.company.book, known, country=country, account_territory=own)
    return Place(country, company.above.get(code, ()) if code else ())


def _in_order(editions: Editions, company: Standing) -> list[Scope]:
    scopes = frozenset(editions.others)
    if len(scopes) < 2:
        return list(scopes)
    has_units = any(scope.kind is ScopeKind.UNIT for scope in scopes)
    return _ranked(scopes, editions.company.book, tuple(company.above.items()) if has_units else None)


@lru_cache(maxsize=16)
def _ranked(
    scopes: frozenset[Scope], book: CompiledBook, above: tuple[tuple[str, tuple[str, ...]], ...] | None
) -> list[Scope]:
    """Kept in the process: how a country lies to a unit takes a look at the routing of every country."""
    return ranked(scopes, Ground(book, dict(above)) if above is not None else None)

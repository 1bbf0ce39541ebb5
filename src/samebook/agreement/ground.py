"""Which leads a scope holds, and how two scopes lie to each other. Pure (docs/decisions/scope.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from samebook.book import CompiledBook
from samebook.book.possible import Known, truths_of
from samebook.book.scopes import Scope, ScopeKind
from samebook.kernel.countries import countries

LEAD, ACCOUNT = "lead.country", "account.country"
Above = Mapping[str, tuple[str, ...]]
"""Each territory's code with the codes from it upwards, itself first."""


class Relation(Enum):
    """How the leads of one scope lie to those of another."""

    SAME = "same"
    WITHIN = "within"
    AROUND = "around"
    APART = "apart"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Place:
    """What a scope asks of a lead.

    Attributes:
        country: The lead's, else its account's; empty when neither is known.
        upward: Codes of its territory and of those above it, the nearest first; empty when it has none.
    """

    country: str
    upward: tuple[str, ...] = ()


def holds(scope: Scope, place: Place) -> bool:
    """Whether an edition of this scope judges leads of this place, where no narrower one does."""
    if scope.kind is ScopeKind.COUNTRY:
        return place.country == scope.code
    return scope.is_company or scope.code in place.upward


def territory_of(book: CompiledBook, record: Known, *, country: str, account_territory: str | None) -> str | None:
    """The code of the territory by which a lead's unit is found, before it is judged.

    A lead that names no country is taken to be from its account's. The first rule of routing of the company's edition
    that is true and meant for every level names it; rules for some levels wait for a level, which the edition of the
    scope is to give. Where no rule is true, the account's own territory.
    """
    return book.route({**record, LEAD: country or None}, "").to or account_territory


def ranked(scopes: Iterable[Scope], ground: "Ground | None") -> list[Scope]:
    """Scopes with the narrower before the wider, so that the first that holds a lead is the one that judges it.

    Args:
        ground: Needed where countries meet units; None when there are only countries.
    """
    found = list(scopes)
    inside = {
        one: sum(ground.relation(one, other) is Relation.WITHIN for other in found if other != one) if ground else 0
        for one in found
    }
    return sorted(found, key=lambda one: (-inside[one], one.kind is not ScopeKind.COUNTRY, one.code))


@dataclass(frozen=True)
class Ground:
    """The map and the routing of the company's edition, by which countries and units are told apart.

    Attributes:
        book: The company's; None when nothing is in force, and every country may then meet every unit.
        above: The sales map.
    """

    book: CompiledBook | None
    above: Above
    _reached: dict[str, tuple[frozenset[str], bool]] = field(default_factory=dict, init=False, repr=False)

    def relation(self, one: Scope, other: Scope) -> Relation:
        """How the leads of ``one`` lie to those of ``other``: within them, around them, apart, overlapping."""
        if one == other:
            return Relation.SAME
        if one.is_company or other.is_company:
            return Relation.AROUND if one.is_company else Relation.WITHIN
        if one.kind is not other.kind:
            country, unit = (one, other) if one.kind is ScopeKind.COUNTRY else (other, one)
            return _turned(self._of_country(country.code, unit.code), is_turned=one is unit)
        if one.kind is ScopeKind.COUNTRY:
            return Relation.APART
        if other.code in self.above.get(one.code, ()):
            return Relation.WITHIN
        return Relation.AROUND if one.code in self.above.get(other.code, ()) else Relation.APART

    def territories(self, scope: Scope) -> frozenset[str] | None:
        """The territories that leads of a scope can come to; None when that may be any."""
        if scope.kind is ScopeKind.UNIT:
            return frozenset(code for code, upward in self.above.items() if scope.code in upward)
        reached, anywhere = self._reach(scope.code)
        return None if anywhere or scope.is_company else reached

    def _of_country(self, country: str, unit: str) -> Relation:
        reached, anywhere = self._reach(country)
        touched = [self._is_in(territory, unit) for territory in reached]
        if not any(touched) and not anywhere:
            return Relation.APART
        if all(touched) and not anywhere:
            return Relation.WITHIN
        others = (self._reach(other) for other in ("", *countries()) if other != country)
        if any(open_ or any(self._is_in(each, unit) for each in places) for places, open_ in others):
            return Relation.OVERLAP
        return Relation.AROUND

    def _is_in(self, territory: str, unit: str) -> bool:
        return unit in self.above.get(territory, ())

    def _reach(self, country: str) -> tuple[frozenset[str], bool]:
        """The territories to which leads of a country can come (``""``: of no known one), and whether to any other.

        To any other: where no rule is sure to be true, the account's own territory counts, and that may be any.
        """
        if country not in self._reached:
            known: Known = {LEAD: country} if country else {LEAD: None, ACCOUNT: None}
            found: set[str] = set()
            stops = False
            for to, truths in self._rules(known):
                found |= {to} if True in truths else set()
                stops = truths == {True}
                if stops:
                    break
            self._reached[country] = frozenset(found), not stops
        return self._reached[country]

    def _rules(self, known: Known) -> Iterator[tuple[str, frozenset[bool | None]]]:
        if self.book is None:
            return
        for rule, condition in zip(self.book.book.routing, self.book.routes, strict=True):
            if not rule.levels:
                yield rule.to, truths_of(condition.expression, known) if condition else frozenset({True})


def _turned(relation: Relation, *, is_turned: bool) -> Relation:
    turned = {Relation.WITHIN: Relation.AROUND, Relation.AROUND: Relation.WITHIN}
    return turned.get(relation, relation) if is_turned else relation

"""An edition of a scope beside the one above it, clause by clause in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from samebook.agreement.clauses import label_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import clauses_in_words
from samebook.agreement.inheriting import LEVELS, Inherited, Stand, compare
from samebook.agreement.inheriting import parts_of as clauses_in
from samebook.agreement.models import Edition
from samebook.agreement.queries import edition_of, territory_names
from samebook.agreement.scoping import edition_above, sales_map
from samebook.book.scopes import read_scope
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: how it stands, what it says here and above, in words; empty where it does not stand."""

    stand: Stand
    label: str
    here: str
    above: str
    is_behind: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What an edition of a scope has from the one above.

    Attributes:
        above: What holds above now; None while nothing does.
        base: What it was inherited from; the same as ``above`` until that moves on.
    """

    edition: Edition
    above: Edition | None
    base: Edition | None
    clauses: list[Clause]

    @property
    def behind(self) -> list[Clause]:
        """Inherited clauses that the edition above says otherwise since."""
        return [each for each in self.clauses if each.is_behind]

    @property
    def own(self) -> list[Clause]:
        return [each for each in self.clauses if each.stand in (Stand.OWN, Stand.ONLY_HERE, Stand.LEFT_OUT)]

    @property
    def inherited(self) -> list[Clause]:
        return [each for each in self.clauses if each.stand is Stand.INHERITED and not each.is_behind]


def inheritance_of(actor: Actor, edition_id: int, at: datetime) -> Inheritance:
    """What an edition of a scope has from the one above, as of now.

    Raises:
        Missing: No such edition.
        Refused: ``agreement.no_scope``, it is the company's; ``book.yaml``, its text cannot be read.
    """
    edition = edition_of(actor, edition_id)
    above, base = above_and_base(edition, at)
    if above is None:
        return Inheritance(edition, None, base, [])
    texts = {each.pk: each.text for each in (edition, above, base or above)}
    found = compare(*(clauses_in(texts[each.pk]) for each in (edition, above, base or above)))
    places = territory_names()
    here, there = _words(edition.text, places), _words(above.text, places)
    clauses = [_clause(each, here, there) for each in found]
    return Inheritance(edition, above, base, clauses)


def above_and_base(edition: Edition, at: datetime) -> tuple[Edition | None, Edition | None]:
    """What holds above an edition's scope now, and what its clauses were inherited from; with their texts.

    Raises:
        Refused: ``agreement.no_scope``.
    """
    scope = read_scope(edition.scope)
    if scope.is_company:
        raise Refused("agreement.no_scope", "This edition holds for the company; it inherits from none.")
    current = edition_above(scope, at, sales_map())
    above = Edition.objects.get(pk=current.edition.pk) if current else None
    base = Edition.objects.filter(pk=edition.inherits_id).first() if edition.inherits_id else None
    return above, base


def _clause(found: Inherited, here: Mapping[str, str], above: Mapping[str, str]) -> Clause:
    label = "Order of the levels" if found.name == LEVELS else label_of(found.name)
    return Clause(found.stand, label, here.get(found.name, ""), above.get(found.name, ""), found.is_behind, found.moved)


def _words(text: str, places: Mapping[str, str]) -> dict[str, str]:
    """Each clause of a text in a sentence or a few."""
    order = clauses_in(text).get(LEVELS)
    levels = ", ".join(map(str, order)) if isinstance(order, list) else ""
    return clauses_in_words(Reading(text), places) | {LEVELS: levels}

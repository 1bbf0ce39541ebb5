"""Every segment with its meaning: those of the edition in force, and the private ones by its terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from django.db.models import Q, QuerySet

from samebook.agreement.editor.kinds import kind_of as editor_kind
from samebook.agreement.editor.reading import Reading
from samebook.agreement.queries import InForce, in_force
from samebook.agreement.rules import SIDE_OF_ROLE
from samebook.agreement.terms import Side
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Missing
from samebook.segments.models import Segment
from samebook.segments.remembered import Condition, own_of
from samebook.segments.terms import Kind

PRIVATE = "private-"
NO_EDITION = "No edition is in force, so there are no fields to speak of; it is counted once one is."


@dataclass(frozen=True, slots=True)
class Use:
    """What names a segment directly: another segment by its key, or a clause of the edition by its anchor."""

    label: str
    key: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Definition:
    """A segment as it is understood now.

    Attributes:
        key: The name in the Book; ``private-7`` for a private one.
        condition: None when it cannot be read; ``problem`` then says why and what to do.
        private: The row of a private one.
        neighbours: Private ones by name that it may name, each with its key.
    """

    key: str
    name: str
    text: str
    means: str = ""
    because: str = ""
    condition: Condition | None = None
    problem: str = ""
    private: Segment | None = None
    neighbours: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return title_of(self.name)

    @property
    def marked_title(self) -> str:
        """The title among others, where a private one must be told from the Book's."""
        return marked_title(self.name, is_private=self.private is not None)

    @property
    def shown(self) -> str:
        """The title where it stands alone; a private one is always told apart."""
        return f"{self.title} (private)" if self.private else self.title

    @property
    def kind(self) -> Kind | None:
        return self.condition.kind if self.condition else None

    @cached_property
    def english(self) -> str:
        said = self.condition.english if self.condition else ""
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    @property
    def fingerprint(self) -> str:
        """Of what it means, with its segments written out; two texts that mean the same have one."""
        return self.condition.fingerprint if self.condition else ""

    @cached_property
    def builds_on(self) -> tuple[tuple[str, str], ...]:
        """Name and key of each segment that it names itself."""
        if self.condition is None:
            return ()
        keys = dict(self.neighbours)
        return tuple((name, keys.get(name, name)) for name in self.condition.names)


def title_of(name: str) -> str:
    return name.replace("_", " ").capitalize()


def marked_title(name: str, *, is_private: bool) -> str:
    """The title among others, where a private one must be told from the Book's."""
    return f"{title_of(name)} (private)" if is_private else title_of(name)


def signed(current: InForce | None) -> Iterator[Definition]:
    """The segments of the edition in force, in its order."""
    if current is None:
        return
    for name, segment in current.book.book.segments.items():
        read = current.book.segments[name]
        condition = Condition(read.name, read.text, read.expression, read.fields)
        yield Definition(name, name, segment.when.text, segment.means or "", segment.because or "", condition)


def private(current: InForce | None, rows: Iterable[Segment]) -> Iterator[Definition]:
    """Private segments, each read with all others of its owner."""
    chosen = list(rows)
    owners = {row.owner_id for row in chosen}
    everybody: dict[int, dict[str, Segment]] = {owner: {} for owner in owners}
    for row in Segment.objects.filter(owner__in=owners):
        everybody[row.owner_id][row.name] = row
    known = {
        owner: own_of(current, {name: row.condition for name, row in own.items()}) if current else None
        for owner, own in everybody.items()
    }
    for row in chosen:
        own = everybody[row.owner_id]
        neighbours = tuple((name, f"{PRIVATE}{each.pk}") for name, each in own.items())
        reading = known[row.owner_id]
        condition, problem = reading.read(row.name) if reading else (None, NO_EDITION)
        key = f"{PRIVATE}{row.pk}"
        yield Definition(key, row.name, row.condition, row.means, "", condition, problem, row, neighbours)


def definitions_for(actor: Actor, *, at: datetime) -> list[Definition]:
    """The segments that the actor may read: the Book's, their own, and those shared with their side.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*SEES_RECORDS, to="read segments")
    current = in_force(at)
    return [*signed(current), *private(current, private_for(actor))]


def titles_for(actor: Actor, *, at: datetime) -> dict[str, str]:
    """What each segment that the actor may read is called among others, by key; no condition is read for it.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*SEES_RECORDS, to="read segments")
    current = in_force(at)
    titles = {name: title_of(name) for name in current.book.book.segments} if current else {}
    rows = private_for(actor).values_list("pk", "name")
    return titles | {f"{PRIVATE}{pk}": marked_title(name, is_private=True) for pk, name in rows}


def definition_for(actor: Actor, key: str, *, at: datetime) -> Definition:
    """One segment.

    Raises:
        Missing: It is not there, or not the actor's to read.
        Refused: ``access.denied``.
    """
    actor.require(*SEES_RECORDS, to="read segments")
    current = in_force(at)
    if key.startswith(PRIVATE):
        number = key.removeprefix(PRIVATE)
        rows = (
            private_for(actor).filter(pk=int(number))
            if number.isascii() and number.isdecimal() and len(number) < 19
            else []
        )
        found = next(private(current, rows if len(number) < 19 else []), None)
    else:
        found = next((each for each in signed(current) if each.key == key), None)
    if found is None:
        raise Missing("segment")
    return found


def private_for(actor: Actor) -> QuerySet[Segment]:
    """The actor's own private segments and those shared with their side, by name."""
    rows = Segment.objects.select_related("owner").order_by("name", "pk")
    mine = Q(owner=actor.id) if actor.id is not None else Q(pk__in=[])
    if actor.label.startswith("system:"):
        return rows
    return rows.filter(mine | Q(shared_with__in=sides_of(actor)))


def sides_of(actor: Actor) -> list[Side]:
    """The sides whose people the actor belongs to."""
    return list(dict.fromkeys(side for role, side in SIDE_OF_ROLE.items() if actor.has(role)))


def parts_naming(name: str, text: str) -> list[Use]:
    """The criteria, rules and stages of an edition's text that name a segment directly, each with its clause."""
    reading = _reading(text)
    uses = reading.uses(editor_kind("segments"), name)
    return [Use(each.label, anchor=each.anchor) for each in uses if each.section != "segments"]


@lru_cache(maxsize=8)
def _reading(text: str) -> Reading:
    return Reading(text)

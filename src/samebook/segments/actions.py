"""Private segments made, changed and deleted; each is counted anew at once."""

from collections.abc import Collection, Iterator
from datetime import datetime

from samebook.agreement.queries import InForce, in_force
from samebook.agreement.terms import Side
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.segments.definitions import PRIVATE, Definition, private, sides_of
from samebook.segments.jobs import ask_count
from samebook.segments.models import Segment, SegmentCount
from samebook.segments.resolving import Resolver
from samebook.segments.rules import check_name, one_line

MOST = 200
"""Private segments of one person."""
LONGEST_MEANS = 300
LONGEST_CONDITION = 20_000
MOST_CHARACTERS = 200_000
"""Of all conditions of one person: whoever may read them waits while they are read, some 0.3 s for so many."""


@action
def make_segment(
    actor: Actor, *, name: str, condition: str, means: str = "", shared_with: str = "", at: datetime
) -> Segment:
    """Keep a condition as a private segment.

    Raises:
        Refused: ``access.denied``; ``segments.person_needed``; ``segments.no_edition``; ``segments.too_many``; what
            ``rules.check_name`` and ``Resolver.checked`` refuse: a name of the Book's, a circle; ``segments.side``.
    """
    owner_id = _owner(actor)
    current = _current(at)
    own = _own(owner_id)
    if len(own) >= MOST:
        raise Refused("segments.too_many", f"{MOST} private segments are the most; delete some first.", "name")
    check_name(name, signed=current.book.segments, own=own)
    text = _checked(current, own, name, condition)
    segment = Segment.objects.create(
        owner_id=owner_id, name=name, means=_means(means), condition=text, shared_with=_side(actor, shared_with),
        created_at=at, changed_at=at,
    )  # fmt: skip
    _journal(actor, "made", segment)
    ask_count(actor, at=at, only=_with_dependents(current, segment))
    return segment


@action
def change_segment(
    actor: Actor, segment_id: int, *, name: str, condition: str, means: str, shared_with: str, at: datetime
) -> Segment:
    """Change an own segment; those that build on it follow.

    Raises:
        Missing: It is not there, or another's.
        Refused: As ``make_segment``; ``segments.in_use``, its name is needed by others.
    """
    segment = own_segment(actor, segment_id)
    current = _current(at)
    own = _own(segment.owner_id)
    others = {each: text for each, text in own.items() if each != segment.name}
    if name != segment.name:
        check_name(name, signed=current.book.segments, own=others)
        _check_unused(current, segment, "given another name")
    text = _checked(current, others, name, condition)
    sound = _readable(current, segment)
    segment.name, segment.condition, segment.means = name, text, _means(means)
    segment.shared_with, segment.changed_at = _side(actor, shared_with), at
    segment.save()
    _check_parts(current, segment, sound)
    _journal(actor, "changed", segment)
    ask_count(actor, at=at, only=_with_dependents(current, segment))
    return segment


@action
def delete_segment(actor: Actor, segment_id: int, *, at: datetime) -> None:
    """Forget an own segment and its counts.

    Raises:
        Missing: It is not there, or another's.
        Refused: ``segments.in_use``.
    """
    segment = own_segment(actor, segment_id)
    _check_unused(in_force(at), segment, "deleted")
    _journal(actor, "deleted", segment)
    SegmentCount.objects.filter(key=f"{PRIVATE}{segment.pk}").delete()
    segment.delete()


@action
def note_export(actor: Actor, definition: Definition, *, rows: str, at: datetime) -> None:
    """Who took members out as a file, and of what."""
    on = ("segment", definition.private.pk if definition.private else None)
    detail = {"name": definition.key, "rows": rows}
    record(actor, "segments.segment.exported", on, happened_at=at, detail=detail)


def own_segment(actor: Actor, segment_id: int) -> Segment:
    """A segment that is the actor's to change.

    Raises:
        Missing: It is not there, or another's.
        Refused: ``access.denied``.
    """
    found = Segment.objects.filter(pk=segment_id, owner=_owner(actor)).first()
    if found is None:
        raise Missing("segment")
    return found


def _owner(actor: Actor) -> int:
    actor.require(*SEES_RECORDS, to="keep segments of your own")
    if actor.id is None:
        raise Refused("segments.person_needed", "Only a person can have segments of their own.")
    return actor.id


def _current(at: datetime) -> InForce:
    current = in_force(at)
    if current is None:
        message = "No edition is in force yet, so there are no fields to speak of; a segment can be kept once one is."
        raise Refused("segments.no_edition", message)
    return current


def _own(owner_id: int) -> dict[str, str]:
    return dict(Segment.objects.filter(owner=owner_id).values_list("name", "condition"))


def _checked(current: InForce, own: dict[str, str], name: str, condition: str) -> str:
    text = one_line(condition)
    if not text:
        raise Refused("segments.no_condition", "Say of whom it is true: add a row to the condition.", "condition")
    if len(text) > LONGEST_CONDITION:
        raise Refused("segments.long", f"A condition has up to {LONGEST_CONDITION:,} characters.", "condition")
    if sum(map(len, own.values())) + len(text) > MOST_CHARACTERS:
        message = f"Your segments together have up to {MOST_CHARACTERS:,} characters; shorten or delete some first."
        raise Refused("segments.too_many", message, "condition")
    Resolver(current.book, own).checked(name, text)
    return text


def _readable(current: InForce, segment: Segment) -> set[str]:
    """The keys of the owner's other segments that can be read."""
    return {each.key for each in _others(current, segment) if each.condition}


def _check_parts(current: InForce, segment: Segment, sound: Collection[str]) -> None:
    """What could be read before still can be: no circle, and not too large with this one written out."""
    for each in _others(current, segment):
        if each.condition is None and each.key in sound:
            message = f"“{each.title}” builds on it and could not be read any more: {each.problem}"
            raise Refused("segments.in_use", message, "condition")


def _others(current: InForce | None, segment: Segment) -> Iterator[Definition]:
    return private(current, Segment.objects.filter(owner=segment.owner_id).exclude(pk=segment.pk))


def _check_unused(current: InForce | None, segment: Segment, what: str) -> None:
    users = [each.title for each in _others(current, segment) if _names(each, segment.name)]
    if users:
        named = ", ".join(f"“{title}”" for title in users[:5])
        message = f"{named} {'builds' if len(users) == 1 else 'build'} on it; change that first, then it can be {what}."
        raise Refused("segments.in_use", message, "name")


def _names(definition: Definition, name: str) -> bool:
    if definition.condition is None:
        return f"'{name}'" in definition.text
    return name in definition.condition.names


def _with_dependents(current: InForce, segment: Segment) -> list[str]:
    """Its key and those of the owner's segments that build on it, however deep."""
    every = list(private(current, Segment.objects.filter(owner=segment.owner_id)))
    found = {segment.name}
    for _ in every:
        found |= {each.name for each in every if any(name in found for name, _ in each.builds_on)}
    return [each.key for each in every if each.name in found]


def _means(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > LONGEST_MEANS:
        raise Refused("segments.long", f"A meaning has up to {LONGEST_MEANS} characters.", "means")
    return plain


def _side(actor: Actor, side: str) -> str:
    if not side:
        return ""
    if side not in sides_of(actor):
        may = " or ".join(each.value for each in sides_of(actor)) or "nobody: your roles belong to no side"
        raise Refused("segments.side", f"You may share it with {may}.", "shared_with")
    return Side(side).value


def _journal(actor: Actor, verb: str, segment: Segment) -> None:
    """By its key: more people read the journal than may read what somebody calls a segment of their own."""
    detail = {"name": f"{PRIVATE}{segment.pk}", "shared": segment.shared_with or "nobody"}
    record(actor, f"segments.segment.{verb}", segment, detail=detail)

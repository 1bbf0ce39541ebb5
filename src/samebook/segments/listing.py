"""Lists of records narrowed to a segment, by the rows that ``copying`` keeps beside the records."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Refused
from samebook.segments.copying import MOST
from samebook.segments.definitions import definition_for, definitions_for
from samebook.segments.models import Listed, ListedMember
from samebook.segments.queries import not_counted

FEW = 10_000
"""Up to so many members a list is found from the members; above, each row of the list is looked up among them."""

Record = TypeVar("Record", bound=Model)


def offered(actor: Actor, kind: str, *, at: datetime) -> list[tuple[str, str]]:
    """Key and title of each segment of a kind of record that the actor may read and that lists can be narrowed to."""
    actor.require(*SEES_RECORDS, to="read segments")
    listed = set(Listed.objects.filter(kind=kind, members__lte=MOST).values_list("key", flat=True))
    found = definitions_for(actor, at=at) if listed else []
    return [(each.key, each.marked_title) for each in found if each.kind == kind and each.key in listed]


def narrowed(actor: Actor, key: str, rows: QuerySet[Record], *, at: datetime) -> QuerySet[Record]:
    """The records of a list that are in a segment, as of its last count. Two queries before the list's own.

    Args:
        rows: Of the kind that the segment is made of, scoped to the actor.

    Raises:
        Missing: No such segment, or not the actor's to read.
        Refused: ``segments.not_counted``; ``segments.too_many_for_a_list``.
    """
    definition = definition_for(actor, key, at=at)
    listed = Listed.objects.filter(key=key).first()
    if listed is None or listed.members is None:
        raise not_counted(definition)
    if listed.members > MOST:
        message = f"{definition.title} has more than {MOST:,} members: see them on the segment's own page."
        raise Refused("segments.too_many_for_a_list", message, "segment")
    members = ListedMember.objects.filter(listed=listed)
    if listed.members <= FEW:
        return rows.filter(pk__in=members.values("record_id"))
    return rows.filter(Exists(members.filter(record_id=OuterRef("pk"))))

"""Lists of records narrowed to a segment, by the rows that ``copying`` keeps beside the records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Refused
from samebook.segments.copying import MOST
from samebook.segments.definitions import definition_for, titles_for
from samebook.segments.models import Listed, ListedMember
from samebook.segments.queries import not_counted
from samebook.segments.terms import Kind

FEW = 10_000
"""Up to so many members a list is found from the members; above, each row of the list is looked up among them."""

BY: Final[Mapping[str, Mapping[Kind, str]]] = {
    "account": {Kind.ACCOUNT: "pk"},
    "person": {Kind.PERSON: "pk", Kind.ACCOUNT: "account_id"},
    "lead": {Kind.LEAD: "pk", Kind.PERSON: "person_id", Kind.ACCOUNT: "account_id"},
}
"""Per list, the segments it can be narrowed to and the column that names their records: leads of the accounts, too."""

Record = TypeVar("Record", bound=Model)


def offered(actor: Actor, kind: str, *, at: datetime) -> list[tuple[str, str]]:
    """Key and title of each segment that the actor may read and that a list of a kind of record can be narrowed to."""
    actor.require(*SEES_RECORDS, to="read segments")
    listed = dict(Listed.objects.filter(kind__in=BY[kind], members__lte=MOST).values_list("key", "kind"))
    titles = titles_for(actor, at=at) if listed else {}
    found = [(key, title, Kind(listed[key])) for key, title in titles.items() if key in listed]
    own = [(key, title) for key, title, of in found if of == kind]
    return own + [(key, f"{title}, {of.many}") for key, title, of in found if of != kind]


def narrowed(actor: Actor, key: str, rows: QuerySet[Record], *, at: datetime) -> QuerySet[Record]:
    """The records of a list that are in a segment, or belong to one that is, as of its last count. Two queries more.

    Args:
        rows: Accounts, people or leads, scoped to the actor.

    Raises:
        Missing: No such segment, or not the actor's to read.
        Refused: ``segments.not_counted``; ``segments.too_many_for_a_list``; ``segments.other_kind``.
    """
    definition = definition_for(actor, key, at=at)
    listed = Listed.objects.filter(key=key).first()
    if listed is None or listed.members is None or definition.condition is None:
        raise not_counted(definition)
    if listed.members > MOST:
        message = f"{definition.title} has more than {MOST:,} members: see them on the segment's own page."
        raise Refused("segments.too_many_for_a_list", message, "segment")
    column = BY[str(rows.model._meta.model_name)].get(Kind(listed.kind))  # as it was counted, though changed since
    if column is None:
        raise Refused("segments.other_kind", f"{definition.title} is made of {Kind(listed.kind).many}.", "segment")
    members = ListedMember.objects.filter(listed=listed)
    if listed.members <= FEW:
        return rows.filter(**{f"{column}__in": members.values("record_id")})
    return rows.filter(Exists(members.filter(record_id=OuterRef(column))))

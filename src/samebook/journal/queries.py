"""Reading the journal: what the actor may see comes first, personal values only for those who work with people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from samebook.journal.models import Entry, Personal
from samebook.kernel.access import Actor, Role

MOST = 500
LARGEST_ID = 2**63 - 1
SEES_PERSONAL = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.ADMINISTRATOR})
"""Roles that work with people and so see the personal values of entries in their scope."""


@dataclass(frozen=True, slots=True)
class Read:
    """One entry as its reader may see it.

    Attributes:
        personal: The personal values; None where there are none, where they were erased, and where the reader may
            not see them.
        sequence: Its place in the chain; None while it waits for its seal.
    """

    entry: Entry
    personal: dict[str, Any] | None
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; ``before`` continues the list, None at its end."""

    entries: list[Read]
    before: int | None


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries an actor may see: those of their territories and their own; all for who sees all."""
    if actor.sees_all:
        return Entry.objects.all()
    return Entry.objects.filter(Q(territory_id__in=actor.territories) | Q(actor=actor.label))


def entries_for(
    actor: Actor,
    *,
    record: tuple[str, int] | None = None,
    code: str = "",
    by: str = "",
    recorded_from: datetime | None = None,
    recorded_until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """A page of the journal, newest first.

    Args:
        record: Kind and id of the record it is about.
        code: A code or the beginning of one: ``leads.`` or ``leads.lead.delivered``.
        by: Label of the one who acted.
        recorded_from: Entries from this instant on.
        recorded_until: Entries before this instant.
        before: Only entries with a lower id: ``Page.before`` of the page above.
        limit: At most so many, 500 at most.
    """
    entries = visible_entries(actor)
    conditions: dict[str, object] = {
        "record_kind": record[0] if record else None,
        "record_id": record[1] if record else None,
        "code__startswith": code or None,
        "actor": by or None,
        "recorded_at__gte": recorded_from,
        "recorded_at__lt": recorded_until,
        "id__lt": before,
    }
    if any(isinstance(value, int) and not 0 <= value <= LARGEST_ID for value in conditions.values()):
        return Page([], None)
    limit = max(1, min(limit, MOST))
    wanted = {name: value for name, value in conditions.items() if value is not None}
    found = list(entries.filter(**wanted).select_related("sealed").order_by("-id")[: limit + 1])
    page = found[:limit]
    personal = _personal(actor, page)
    return Page(
        [Read(entry, personal.get(entry.pk), _sequence(entry)) for entry in page],
        page[-1].pk if len(found) > limit else None,
    )


def _personal(actor: Actor, entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
    if not actor.has(*SEES_PERSONAL):
        return {}
    keys = [entry.pk for entry in entries if entry.personal_hash]
    return dict(Personal.objects.filter(pk__in=keys).values_list("entry_id", "value")) if keys else {}


def _sequence(entry: Entry) -> int | None:
    return entry.sealed.sequence if hasattr(entry, "sealed") else None

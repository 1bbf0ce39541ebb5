"""Writing to the journal: what an action says of itself."""

import secrets
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from samebook.journal.models import Entry, Personal
from samebook.journal.rules import check_times, personal_hash
from samebook.journal.transactions import pending
from samebook.kernel.access import Actor


def record(
    actor: Actor,
    code: str,
    on: Model | tuple[str, int | None],
    *,
    happened_at: datetime | None = None,
    origin: Entry.Origin = Entry.Origin.SYSTEM,
    edition_id: int | None = None,
    territory_id: int | None = None,
    detail: dict[str, Any] | None = None,
    person_id: int | None = None,
    personal: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the journal; it is written with the running action or not at all.

    Args:
        actor: Who did it.
        code: ``chapter.record.verb``: ``leads.lead.delivered``.
        on: The record, or its kind and id.
        happened_at: When it happened, if not now; needs an ``origin`` that says why it may differ.
        detail: What changed, without personal values: names, addresses and telephone numbers go in ``personal``.
        person_id: Whose the personal values are; erasing the person erases them.
        personal: Values kept beside the journal; the entry keeps a salted hash.

    Raises:
        Refused: ``journal.time_without_origin``, ``journal.future``.
    """
    now = datetime.now(UTC)
    check_times(happened_at, origin, now=now)
    kind, record_id = on if isinstance(on, tuple) else (on._meta.model_name or "", on.pk)
    entry = Entry(
        recorded_at=now,
        happened_at=happened_at or now,
        origin=origin,
        actor=actor.label,
        code=code,
        record_kind=kind,
        record_id=record_id,
        territory_id=territory_id,
        edition_id=edition_id,
        detail=detail or {},
    )
    kept = None
    if personal and person_id is not None:
        kept = Personal(person_id=person_id, salt=secrets.token_hex(16), value=personal)
        entry.personal_hash = personal_hash(kept.salt, personal)
    pending().append((entry, kept))

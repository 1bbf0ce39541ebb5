"""Writing to the journal: what an action says of itself."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from samebook.journal.lines import Kept, Line
from samebook.journal.models import Entry, Personal
from samebook.journal.origins import simulated
from samebook.journal.rules import canonical, check_times, origin_here, personal_hash
from samebook.journal.transactions import Running, action, running
from samebook.kernel.access import Actor, Role


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
        happened_at: When it happened, if not now; needs an ``origin`` that says why it may differ. In a simulated home
            the moment that the action was given.
        origin: Where the record of it comes from; in a simulated home always ``simulated``.
        detail: What changed, without personal values: names, addresses and telephone numbers go in ``personal``.
        person_id: Whose the personal values are; erasing the person erases them.
        personal: Values kept beside the journal; the entry keeps a salted hash. Fractions are kept as text.

    Raises:
        Refused: ``journal.time_without_origin``, ``journal.future``, ``journal.simulated_in_real_home``,
            ``journal.unwritable``.
        ValueError: Personal values without the person they belong to.
    """
    now = datetime.now(UTC)
    doing = running()
    kind, record_id = on if isinstance(on, tuple) else (on._meta.model_name or "", on.pk)
    here = origin_here(str(origin), _home_mark(doing, kind))
    if here == Entry.Origin.SIMULATED:
        happened_at = happened_at or doing.at
    check_times(happened_at, here, now=now)
    kept = _kept(person_id, personal) if personal else None
    doing.lines.append(
        Line(
            recorded_at=now,
            happened_at=happened_at or now,
            origin=here,
            actor=actor.label,
            code=code,
            record_kind=kind,
            record_id=record_id,
            territory_id=territory_id,
            edition_id=edition_id,
            detail=canonical(detail) if detail else "{}",
            personal_hash=personal_hash(kept.salt, kept.value) if kept else "",
            kept=kept,
        )
    )


@action
def erase_person(actor: Actor, person_id: int) -> int:
    """Delete every personal value that the journal keeps of a person; the chain holds, the values are gone.

    Returns:
        How many entries lost their personal values.

    Raises:
        Refused: ``access.denied``; it takes an administrator.
    """
    actor.require(Role.ADMINISTRATOR, to="erase a person")
    erased, _ = Personal.objects.filter(person_id=person_id).delete()
    record(actor, "journal.person.erased", ("person", person_id), detail={"entries": erased})
    return erased


def _home_mark(doing: Running, kind: str) -> bool | None:
    """Whether the home is simulated, asked once an action; once more where the company is founded in it."""
    if not doing.asked or (doing.simulated is None and kind == "company"):
        doing.simulated, doing.asked = simulated(), True
    return doing.simulated


def _kept(person_id: int | None, personal: dict[str, Any]) -> Kept:
    if person_id is None:
        raise ValueError("Personal values belong to a person; say whose they are, so that they can be erased.")
    # A database may write a fraction differently than it was given, which would break its hash; text it keeps.
    value = canonical(json.loads(canonical(personal), parse_float=str))
    return Kept(person_id, secrets.token_hex(16), value)

"""Reading what the records know of imports of history."""

import json
from typing import Any

from django.db.models import QuerySet

from samebook.communications.actions import KEEPERS
from samebook.exchange.models import SavedMapping
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing
from samebook.numbers.models import HistoryImport
from samebook.numbers.terms import ImportState


def imports_for(actor: Actor) -> QuerySet[HistoryImport]:
    """Imports of history, the latest first; none for those who may not import."""
    found = HistoryImport.objects.order_by("-id")
    return found if actor.has(*KEEPERS) else found.none()


def import_numbered(actor: Actor, import_id: int, *, lock: bool = False) -> HistoryImport:
    """One import.

    Raises:
        Missing: None of this number, or none that the actor may see.
    """
    found = imports_for(actor)
    one = (found.select_for_update() if lock else found).filter(pk=import_id).first()
    if one is None:
        raise Missing(f"import {import_id}")
    return one


def in_force(table: str) -> list[int]:
    """The imports of a table whose rows are seen, the first one first. For importing: not scoped."""
    done = HistoryImport.objects.filter(table=table, state=ImportState.DONE).order_by("id")
    return list(done.values_list("pk", flat=True))


def states() -> dict[int, str]:
    """The state of every import. For clearing: not scoped."""
    return dict(HistoryImport.objects.values_list("pk", "state"))


def affected_by(one: HistoryImport) -> list[HistoryImport]:
    """Imports in force that passed over rows because this one had brought them."""
    done = HistoryImport.objects.filter(table=one.table, state=ImportState.DONE, pk__gt=one.pk).order_by("id")
    return [each for each in done if str(one.pk) in each.report.get("known_from", {})]


def mapping_before(table: str, header: str) -> dict[str, Any] | None:
    """What was last chosen for a file of these columns."""
    saved = SavedMapping.objects.filter(target=f"history.{table}", header_hash=header).first()
    found: dict[str, Any] | None = json.loads(saved.text) if saved is not None else None
    return found

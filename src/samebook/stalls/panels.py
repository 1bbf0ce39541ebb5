"""What the page of an opportunity shows of its stalls."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from samebook.buying.dossier import file_of
from samebook.kernel.access import Actor
from samebook.stalls.desk import stalls_of
from samebook.stalls.terms import EndedBy
from samebook.ui.panels import Found, Moment, Panel


def read(actor: Actor, opportunity_id: int) -> dict[str, Any]:
    return stalls_of(file_of(actor, opportunity_id, datetime.now(UTC)))


def told(found: Found) -> Iterable[Moment]:
    """When each stall began and ended."""
    for line in (*found["open"], *found["ended"]):
        stall = line.stall
        by = stall.opened_by.name if stall.opened_by else ""
        yield Moment(stall.opened_at, f"Stall: {line.cause}", side="sales", by=by)
        if stall.closed_at:
            ended = EndedBy.label_of(stall.ended_by)
            yield Moment(stall.closed_at, f"Stall ended: {line.cause}. {ended}", side="sales")


PANELS = (Panel("opportunity", "stalls/panel.html", read, told, stalls_of),)

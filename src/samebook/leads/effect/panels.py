"""What the page of an edition shows of its effect: where to compare it, and what the last comparison found."""

from typing import Any

from samebook.kernel.access import Actor
from samebook.leads.effect.results import latest_of
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.ui.panels import Panel


def _read(actor: Actor, edition_id: int) -> dict[str, Any]:
    if not actor.has(*MAY_COMPARE):
        return {}
    return {"edition_id": edition_id, "latest": latest_of(actor, edition_id)}


PANELS = (Panel("edition", "leads/effect/panel.html", _read),)

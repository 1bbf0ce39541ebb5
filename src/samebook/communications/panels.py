"""What the pages of people show of communications: what they responded to."""

from collections.abc import Iterable
from typing import Any

from samebook.communications.models import Response
from samebook.kernel.access import Actor
from samebook.ui.panels import Found, Moment, Panel

MOST = 10


def responses_of_person(actor: Actor, person_id: int) -> dict[str, Any]:
    """The responses of a person whom the page has found for the actor, the latest first."""
    rows = Response.objects.filter(person_id=person_id).select_related("communication")
    found = list(rows.order_by("-received_at", "-id")[:MOST])
    return {"responses": found} if found else {}


def told(found: Found) -> Iterable[Moment]:
    for response in found["responses"]:
        said = response.communication or response.source or response.path
        yield Moment(response.received_at, f"Responded to {said}" if said else "Responded", side="marketing")


PANELS = (Panel("person", "communications/responses_panel.html", responses_of_person, told),)

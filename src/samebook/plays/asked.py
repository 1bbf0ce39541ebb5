"""What the page of a sale shows of plays that were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.plays.models import PlayRequest
from samebook.plays.queries import requests_for
from samebook.plays.terms import Asked


@dataclass(frozen=True, slots=True)
class Trace:
    """One request as whoever sees the sale reads it.

    Attributes:
        is_late: Open, and owed before now.
        may_read: Whether the reader may open the request itself.
    """

    request: PlayRequest
    is_late: bool
    may_read: bool

    @property
    def is_open(self) -> bool:
        return self.request.state == Asked.OPEN


def asked_on(actor: Actor, opportunity_id: int, at: datetime) -> list[Trace]:
    """What was asked for on a sale that was found for the reader, the oldest first. Two queries at most."""
    rows = PlayRequest.objects.filter(opportunity=opportunity_id).select_related("asked_by", "play")
    found = list(rows.order_by("asked_at", "id"))
    readable = set(requests_for(actor).filter(opportunity=opportunity_id).values_list("pk", flat=True)) if found else ()
    return [
        Trace(each, each.state == Asked.OPEN and each.due_at is not None and each.due_at < at, each.pk in readable)
        for each in found
    ]


def of_stall(traces: Sequence[Trace], stall_id: int) -> list[Trace]:
    """Those that were asked for because of one stall."""
    return [each for each in traces if each.request.stall_id == stall_id]

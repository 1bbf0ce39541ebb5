"""What the page of an opportunity shows of plays."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from samebook.buying.dossier import file_of
from samebook.kernel.access import Actor
from samebook.plays.desk import plays_of
from samebook.plays.terms import Outcome
from samebook.ui.panels import Found, Moment, Panel


def read(actor: Actor, opportunity_id: int) -> dict[str, Any]:
    return plays_of(file_of(actor, opportunity_id, datetime.now(UTC)))


def told(found: Found) -> Iterable[Moment]:
    """When each play was started and ended, and when one was asked for and what came of it."""
    stalls = (run for each in found["stalls"] for run in each.running)
    for run in (*stalls, *found["running"], *found["ended"]):
        url, by = reverse("plays:run", args=[run.pk]), run.started_by.name if run.started_by else ""
        yield Moment(run.started_at, f"Play started: {run.version.play.name}", url=url, by=by)
        if run.ended_at:
            ended = Outcome.label_of(run.outcome).lower()
            yield Moment(run.ended_at, f"Play ended: {run.version.play.name}, {ended}", url=url)
    for trace in (*(one for each in found["stalls"] for one in each.asked), *found["asked"]):
        request = trace.request
        yield Moment(request.asked_at, "Marketing was asked for a play", by=request.asked_by.name)
        if request.ended_at:
            said = f"answered with {request.play.name}" if request.play else "declined"
            yield Moment(request.ended_at, f"The play that was asked for was {said}")


PANELS = (Panel("opportunity", "plays/panel.html", read, told, plays_of),)

"""What every page of one launch shows above its own."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from samebook.kernel.access import SEES_RECORDS
from samebook.launches.axes import axes_at
from samebook.launches.grid import day_of
from samebook.launches.models import Launch
from samebook.launches.queries import launch_for
from samebook.launches.rules import PLANNING, SIGNING
from samebook.launches.terms import State
from samebook.ui.doors import SignedRequest

GET_OR_POST = ["GET", "HEAD", "POST"]
TABS = (
    ("Coverage", "launch"), ("Plan", "plan"), ("Documents", "documents"), ("Training", "training"),
    ("Sales process", "process"),
)  # fmt: skip


def opened(request: SignedRequest, launch_id: int) -> Launch:
    """The launch, for a reader who may see it."""
    request.actor.require(*SEES_RECORDS, to="see launches")
    return launch_for(request.actor, launch_id)


def frame(request: SignedRequest, launch: Launch, here: str) -> dict[str, Any]:
    """The head of a launch's pages: tabs, what the reader may do, the words of the Book."""
    now = datetime.now(UTC)
    axes, actor = axes_at(now), request.actor
    plans = actor.has(*PLANNING) and actor.id is not None
    return {
        "launch": launch,
        "axes": axes,
        "now": now,
        "day": day_of(now),
        "tabs": [(name, reverse(f"launches:{route}", args=[launch.pk]), route == here) for name, route in TABS],
        "plans": plans,
        "may_plan": plans and launch.state == State.PLANNED,
        "may_fill": plans and launch.state != State.CALLED_OFF,
        "may_sign": actor.has(*SIGNING) and actor.id is not None and launch.state != State.CALLED_OFF,
        "is_ready": launch.state == State.READY,
        "is_off": launch.state == State.CALLED_OFF,
        "tone": {"planned": "waiting", "ready": "strong", "called_off": "quiet"}[launch.state],
    }

"""The table that counts are made on: asked for when there is none, made by a job, never in a request."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.kernel.access import Actor
from samebook.leads.counting.hooks import TABLE
from samebook.leads.effect.table import Records, records, standing

GLANCE = timedelta(seconds=5)
"""So long a look at the records is good for: it takes a tenth of a second where there are half a million people."""
PAUSE = timedelta(minutes=10)
"""So long nothing is asked for after the table could not be made."""

_seen: dict[str, tuple[datetime, Records | None]] = {}
_turn = threading.Lock()


def table_for(*, at: datetime) -> Records | None:
    """The table that stands; None while there is none, and then, or when it is behind, one is asked for."""
    with _turn:
        seen_at, table = _seen.get("table", (None, None))
        if seen_at is not None and table is not None and timedelta(0) <= at - seen_at < GLANCE and table.now.exists():
            return table
        table, is_behind = standing(at=at)
        if is_behind:
            ask_for_table(at=at)
        _seen["table"] = at, table
        return table


def ask_for_table(*, at: datetime) -> None:
    """Ask for the table to be made, unless it is asked for already or has just failed."""
    if not has_failed(at=at) and not Job.objects.filter(kind=TABLE, state__in=OPEN).exists():
        ask_for(Actor.system("counting"), TABLE, {}, at=at)


def has_failed(*, at: datetime) -> bool:
    """Whether the table could not be made a little while ago; then it is not asked for again at once."""
    failed = Job.objects.filter(kind=TABLE, state=Job.State.FAILED, ended_at__gt=at - PAUSE)
    return failed.exists()


def make_table(progress: Progress) -> dict[str, Any]:
    """Make the table as of now, where it is not there."""
    table = records(at=datetime.now(UTC), told=lambda what: progress.advance(0, 1))
    progress.advance(1, 1)
    return {"as_of": table.as_of.isoformat()}

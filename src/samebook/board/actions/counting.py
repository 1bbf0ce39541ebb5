"""Asking for the figures of a period, and counting them as a job."""

from datetime import UTC, date, datetime
from typing import Any

from samebook.board.figures.kept import figures_of
from samebook.board.terms import Kind
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.queries import OPEN
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

KIND = "board.count"
MOST_AT_ONCE = 4
"""Periods that wait to be counted for one reader."""


def ask_count(actor: Actor, period: Period, *, at: datetime) -> Job:
    """The job that counts a period as of the newest snapshot; one that is asked for already is not asked for twice.

    Raises:
        Refused: ``board.counting``, the actor waits for several already: opening pages must not fill the worker's day.
    """
    found = counting(period)
    if found is None and Job.objects.filter(kind=KIND, asked_by=actor.label, state__in=OPEN).count() >= MOST_AT_ONCE:
        raise Refused("board.counting", f"{MOST_AT_ONCE} periods are being counted for you; wait until one is done.")
    return found or ask_for(actor, KIND, _named(period), at=at)


def counting(period: Period) -> Job | None:
    """The job that counts a period now, or waits to; None for none."""
    return Job.objects.filter(kind=KIND, arguments=_named(period), state__in=OPEN).order_by("-pk").first()


def last_failure(period: Period) -> Job | None:
    """The newest job that counted a period, where it failed."""
    job = Job.objects.filter(kind=KIND, arguments=_named(period)).order_by("-pk").first()
    return job if job is not None and job.state == Job.State.FAILED else None


@action
def note_file(actor: Actor, period: Period, kind: Kind, ending: str, *, at: datetime) -> None:
    """Who took a document out as a file."""
    days = f"{period.start} up to, not including, {period.end}"
    detail = {"document": str(kind), "period": days, "format": ending}
    record(actor, "board.report.exported", ("period", None), happened_at=at, detail=detail)


def run_count(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler."""
    period = Period(date.fromisoformat(arguments["start"]), date.fromisoformat(arguments["end"]))
    found = figures_of(period, at=datetime.now(UTC), told=progress.advance)
    return {"stamp": found["snapshot"]["stamp"]}


def _named(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}

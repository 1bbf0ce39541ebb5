"""Asking for long work, and what becomes of it. Whoever asks records it in the journal."""

from datetime import datetime
from typing import Any

from samebook.jobs.models import Job
from samebook.jobs.queries import job_for
from samebook.jobs.registry import handler_of
from samebook.jobs.turn import write
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


def ask_for(
    actor: Actor, kind: str, arguments: dict[str, Any], *, at: datetime, run_after: datetime | None = None
) -> Job:
    """Put a job in the queue; inside an action it is there when the action is committed, or not at all.

    Args:
        actor: Who sees the job afterwards, besides administrators.
        kind: A kind that some chapter declared with ``registry.handler``.
        arguments: JSON values that the handler gets.
        run_after: Not before then.

    Raises:
        Refused: ``jobs.unknown_kind``.
    """
    if handler_of(kind) is None:
        raise Refused("jobs.unknown_kind", f"Samebook knows no work of the kind “{kind[:60]}”.")
    with write():
        return Job.objects.create(
            kind=kind, arguments=arguments, asked_by=actor.label, asked_at=at, run_after=run_after or at
        )


def try_again(actor: Actor, job_id: int, *, at: datetime) -> Job:
    """Put a failed job back in the queue, from its checkpoint.

    Raises:
        Missing: No such job of this actor.
        Refused: ``jobs.not_failed``.
    """
    with write():
        job = job_for(actor, job_id)
        again = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
            state=Job.State.WAITING, tries=0, failure="", run_after=at, ended_at=None
        )
        if not again:
            raise Refused("jobs.not_failed", "Only work that failed can be tried again.")
        job.refresh_from_db()
        return job

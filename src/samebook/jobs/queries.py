"""Reading jobs: people see their own, administrators all."""

from datetime import datetime

from django.db.models import QuerySet

from samebook.jobs.models import Job, Mail
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing

OPEN = (Job.State.WAITING, Job.State.RUNNING)


def jobs_seen_by(actor: Actor) -> QuerySet[Job]:
    """The jobs an actor may see."""
    return Job.objects.all() if actor.has(Role.ADMINISTRATOR) else Job.objects.filter(asked_by=actor.label)


def jobs_for(actor: Actor, *, kind: str = "", open_only: bool = False, limit: int = 50) -> list[Job]:
    """The actor's jobs, newest first."""
    jobs = jobs_seen_by(actor).filter(**({"kind": kind} if kind else {}))
    if open_only:
        jobs = jobs.filter(state__in=OPEN)
    return list(jobs.order_by("-id")[:limit])


def failed_since(actor: Actor, since: datetime) -> QuerySet[Job]:
    """The jobs that failed since a moment and were not taken up again, the newest first."""
    return jobs_seen_by(actor).filter(state=Job.State.FAILED, ended_at__gte=since).order_by("-id")


def mail_that_failed(since: datetime) -> QuerySet[Mail]:
    """Mails that could not be sent: given up, or put off because the server was not there; the newest first."""
    return Mail.objects.filter(sent_at=None, created_at__gte=since).exclude(failure="").order_by("-id")


def job_for(actor: Actor, job_id: int) -> Job:
    """One job with its progress.

    Raises:
        Missing: No such job, or another's.
    """
    job = jobs_seen_by(actor).filter(pk=job_id).first() if 0 < job_id < 2**63 else None
    if job is None:
        raise Missing("job")
    return job

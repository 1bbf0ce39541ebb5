"""Trials of other thresholds: who may open them."""

from django.db.models import QuerySet

from samebook.jobs.models import Job
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing

KIND = "leads.thresholds"


def trials_for(actor: Actor) -> QuerySet[Job]:
    """Trials, the newest first; for whoever sees every lead."""
    jobs = Job.objects.filter(kind=KIND).order_by("-pk")
    return jobs if actor.has(*SEES_ALL) else jobs.none()


def trial_for(actor: Actor, job_id: int) -> Job:
    """One trial, whether it runs, failed or is done.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    job = trials_for(actor).filter(pk=job_id).first()
    if job is None:
        raise Missing("trial")
    return job


def latest_trial(actor: Actor, edition_id: int) -> Job | None:
    """The newest one of an edition that has ended well."""
    return trials_for(actor).filter(state=Job.State.DONE, arguments__edition=edition_id).first()

"""Sheets that were made: who may open which."""

import json
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from samebook.agreement.rules import DEPARTMENTS
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.leads.quarter.layout import FORMAT
from samebook.leads.quarter.places import folder, paper_file, sheet_file

KIND = "leads.quarter"
KEPT = 200
"""So many sheets keep their files, which hold who said what to whom; of older ones stays only that they were made."""


def sheets_for(actor: Actor) -> QuerySet[Job]:
    """Sheets that the actor may open, the newest first.

    A rep's own, as long as they still see the territories that are counted. Who sees everything sees all. What both
    departments said to each other is read by whoever is of one now: who made such a sheet and left opens it no more.
    """
    jobs = Job.objects.filter(kind=KIND).order_by("-pk")
    if not actor.has(*MAY_COMPARE):
        return jobs.none()
    if not actor.has(*DEPARTMENTS):
        jobs = jobs.exclude(arguments__talked=True)
    if actor.sees_all:
        return jobs
    return jobs.filter(pk__in=[job.pk for job in jobs.filter(asked_by=actor.label) if _counts_theirs(actor, job)])


def sheet_for(actor: Actor, job_id: int) -> Job:
    """One sheet, whether it is being made, failed or is done.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    job = sheets_for(actor).filter(pk=job_id).first()
    if job is None:
        raise Missing("review sheet")
    return job


def read_sheet(job: Job) -> dict[str, Any]:
    """What a sheet says, as ``layout.Sheet.as_data`` gave it.

    Raises:
        Refused: ``quarter.gone``.
    """
    try:
        data: dict[str, Any] = json.loads(sheet_file(job.report["name"]).read_text("utf-8"))
    except (OSError, ValueError, KeyError):
        raise _gone() from None
    if data.get("format") != FORMAT:
        raise _gone()
    return data


def paper_of(job: Job) -> Path:
    """The PDF of a sheet.

    Raises:
        Missing: It is not made yet.
        Refused: ``quarter.gone``.
    """
    if job.state != Job.State.DONE:
        raise Missing("file")
    path = paper_file(job.report["name"])
    if not path.exists():
        raise _gone()
    return path


def forget_old() -> None:
    """Keep the files of the newest sheets only; called when one more is made. What stays of a job has no names."""
    kept = set(Job.objects.filter(kind=KIND).order_by("-pk").values_list("pk", flat=True)[:KEPT])
    for file in folder().glob("review-*"):
        number = file.stem.rpartition("-")[2]
        if number.isdecimal() and int(number) not in kept:
            file.unlink(missing_ok=True)


def _counts_theirs(actor: Actor, job: Job) -> bool:
    territories = job.arguments.get("territories")
    return territories is not None and actor.territories.issuperset(territories)


def _gone() -> Refused:
    return Refused("quarter.gone", "This sheet is no longer kept; make it again.")

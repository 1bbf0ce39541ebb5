"""Asking for a review sheet, and making it as a job."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from samebook.agreement.queries import edition_of
from samebook.agreement.rules import DEPARTMENTS
from samebook.company.queries import actor_labelled, fiscal_calendar, local_day
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.leads.quarter.places import paper_file, sheet_file
from samebook.leads.quarter.results import KIND, forget_old
from samebook.leads.quarter.rules import quarter_named


@action
def ask_sheet(actor: Actor, edition_id: int, start: date, *, at: datetime) -> Job:
    """Ask for the sheet of an edition and of the fiscal quarter that begins on a day.

    Raises:
        Refused: ``access.denied``, ``quarter.none``, ``quarter.ahead``.
        Missing: No such edition.
    """
    actor.require(*MAY_COMPARE, to="make a review sheet")
    calendar = fiscal_calendar()
    quarter = quarter_named(start, local_day(at), calendar)
    edition = edition_of(actor, edition_id)
    label = calendar.label(quarter)
    arguments = {
        "edition": edition.pk,
        "start": quarter.start.isoformat(),
        "labels": [str(edition), label],
        "territories": None if actor.sees_all else sorted(actor.territories),
        "talked": actor.has(*DEPARTMENTS),
    }
    detail = {"edition": str(edition), "quarter": label}
    record(actor, "leads.quarter.asked", ("edition", edition.pk), happened_at=at, edition_id=edition.pk, detail=detail)
    return ask_for(actor, KIND, arguments, at=at)


@action
def note_paper(actor: Actor, job: Job, *, at: datetime) -> None:
    """Who took out as a file what both departments said to each other; a sheet of figures alone is not noted."""
    if not job.arguments.get("talked"):
        return
    edition, quarter = job.arguments["labels"]
    on, detail = ("edition", job.arguments["edition"]), {"edition": edition, "quarter": quarter}
    record(actor, "leads.quarter.exported", on, happened_at=at, edition_id=job.arguments["edition"], detail=detail)


def run_sheet(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: as whoever asked for it, so that it counts what they may see."""
    from samebook.leads.quarter.making import make  # loads typst, which only this job needs
    from samebook.leads.quarter.printing import printed

    actor, at = actor_labelled(progress.asked_by), datetime.now(UTC)
    progress.advance(0, 2)
    quarter = quarter_named(date.fromisoformat(arguments["start"]), local_day(at), fiscal_calendar())
    sheet = make(actor, arguments["edition"], quarter, at=at)
    progress.advance(1, 2)
    data = sheet.as_data()
    paper = printed(data, at=at)
    name = _name(sheet.quarter, sheet.edition, at, progress.job_id)
    _write(sheet_file(name), json.dumps(data, ensure_ascii=False).encode())
    _write(paper_file(name), paper.data)
    forget_old()
    progress.advance(2, 2)
    return {"name": name, "talked": sheet.talked, "standard": paper.standard, "places": list(sheet.places)}


def _name(quarter: str, edition: str, at: datetime, job_id: int) -> str:
    """``review-q3-fy-2026-edition-2-20261122T120151Z-17``."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in f"{quarter} {edition}")
    return f"review-{words.lower()}-{at:%Y%m%dT%H%M%SZ}-{job_id}"


def _write(path: Path, data: bytes) -> None:
    """A whole file or none, open to its owner only."""
    part = path.with_name(f".{path.name}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)

"""Sending a file and starting an import, with the journal's entry."""

from collections.abc import Iterable
from datetime import datetime

from samebook.exchange import desk
from samebook.exchange.models import Upload
from samebook.exchange.queries import upload_for
from samebook.jobs.actions import try_again
from samebook.jobs.models import Job
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

IMPORTERS = (Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR)


def send_file(actor: Actor, *, target: str, file_name: str, chunks: Iterable[bytes], at: datetime) -> Upload:
    """Keep a file to be imported and read how it is written. No action: nothing of the company changes by it.

    Raises:
        Refused: ``access.denied`` and those of ``desk.keep_upload``.
    """
    actor.require(*IMPORTERS, to="import files")
    return desk.keep_upload(actor, target=target, file_name=file_name, chunks=chunks, at=at)


@action
def start_import(actor: Actor, upload_id: int, *, mapping: str, dry_run: bool, at: datetime) -> Job:
    """Ask for the import of a file, or for a dry run.

    Raises:
        Refused: ``access.denied`` and those of ``desk.start``.
        Missing: There is no such upload of this actor.
    """
    actor.require(*IMPORTERS, to="import files")
    upload = upload_for(actor, upload_id)
    job = desk.start(actor, upload, mapping=mapping, dry_run=dry_run, at=at)
    detail = {"target": upload.target, "rows": upload.rows, "job": job.pk, "dry_run": dry_run}
    record(actor, "exchange.import.asked", upload, detail=detail)
    return job


@action
def resume_import(actor: Actor, upload_id: int, *, at: datetime) -> Job:
    """Take an import that failed up again, from where it stopped.

    Raises:
        Refused: ``exchange.not_begun``, ``jobs.not_failed``.
    """
    actor.require(*IMPORTERS, to="import files")
    upload = upload_for(actor, upload_id)
    key = upload.job_id or upload.tried_by
    if key is None:
        raise Refused("exchange.not_begun", "This import has not begun.")
    job = try_again(actor, key, at=at)
    record(actor, "exchange.import.resumed", upload, detail={"job": job.pk})
    return job

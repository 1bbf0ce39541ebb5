"""What is done with uploads: kept, read by the capped child, mapped, and handed to a job. The caller journals."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from samebook.exchange import uploads
from samebook.exchange.drafting import header_hash
from samebook.exchange.jobs import KIND, checked_mapping
from samebook.exchange.models import SavedMapping, Upload
from samebook.exchange.targets import target_named
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.queries import OPEN
from samebook.jobs.turn import write
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text

IN_A_REQUEST = 100
"""Seconds of processor time that somebody waits for a file to be read; the command line gives more."""
LONGEST_COLUMN = 200
MOST_COLUMNS = 500
"""As many as a page can show and a form can send; the command line takes more."""


def keep_upload(actor: Actor, *, target: str, file_name: str, chunks: Iterable[bytes], at: datetime) -> Upload:
    """Keep a file and let the child read it; how it is written is guessed, for a person to confirm.

    Raises:
        Refused: ``exchange.unknown_target``, and all that is wrong with a file as a whole; nothing is kept then.
    """
    kept = Upload(
        folder=secrets.token_hex(16), file_name=_shown(file_name), target=target_named(target).name,
        asked_by=actor.label, uploaded_at=at,
    )  # fmt: skip
    try:
        uploads.keep(kept.folder, chunks)
        _read(kept)
    except Refused:
        uploads.forget(kept.folder)
        raise
    with write():
        kept.save()
    return kept


def read_again(upload: Upload, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Upload:
    """Read the file as the person says it is written; what was chosen for its columns is open again.

    Raises:
        Refused: What is wrong with the file read so; it stays as it was. ``exchange.under_way``.
    """
    check_idle(upload)
    before = (upload.encoding, upload.delimiter, upload.sheet)
    try:
        _read(upload, encoding, delimiter, sheet)
    except Refused:
        _read(upload, *before)
        raise
    with write():
        upload.mapping = ""
        upload.save(update_fields=["encoding", "delimiter", "sheet", "header", "rows", "mapping"])
    return upload


def start(actor: Actor, upload: Upload, *, mapping: str, dry_run: bool, at: datetime) -> Job:
    """Ask for the import, or for a dry run that keeps nothing; the mapping is kept for the next file like this.

    Raises:
        Refused: ``exchange.bad_mapping``, ``exchange.under_way``.
    """
    checked_mapping(mapping)
    check_idle(upload)
    with write():
        job = ask_for(actor, KIND, {"upload": upload.folder, "mapping": mapping, "dry_run": dry_run}, at=at)
        upload.mapping = mapping
        upload.tried_by, upload.job_id = (job.pk, upload.job_id) if dry_run else (upload.tried_by, job.pk)
        upload.save(update_fields=["mapping", "tried_by", "job_id"])
        SavedMapping.objects.update_or_create(
            target=upload.target, header_hash=header_hash(upload.header), defaults={"text": mapping, "saved_at": at}
        )
    return job


def check_idle(upload: Upload) -> None:
    """Only one job works on a file at a time."""
    ids = [key for key in (upload.tried_by, upload.job_id) if key]
    if Job.objects.filter(pk__in=ids, state__in=OPEN).exists():
        raise Refused("exchange.under_way", "This file is being worked on; wait until that has ended.")


def _read(upload: Upload, encoding: str = "", delimiter: str = "", sheet: str = "") -> None:
    path = uploads.folder_of(upload.folder) / "upload"
    found = uploads.rewrite(path, encoding=encoding, delimiter=delimiter, sheet=sheet, seconds=IN_A_REQUEST)
    for name in found.header:
        if not is_text(name):
            raise Refused(
                "exchange.bad_encoding", "The first row is no text in this encoding; say the right one.", "file"
            )
        if len(name) > LONGEST_COLUMN:
            raise Refused(
                "exchange.no_header", f"“{name[:40]}…” is no column's name; is the first row missing?", "file"
            )
    if len(found.header) > MOST_COLUMNS:
        why = f"{len(found.header):,} columns; a page takes {MOST_COLUMNS}. The command “samebook import” takes more."
        raise Refused("exchange.too_many_columns", why, "file")
    if not found.rows:
        raise Refused("exchange.empty_file", "The file has a header and no rows.", "file")
    upload.encoding, upload.delimiter = found.encoding, found.delimiter
    upload.sheet, upload.sheets = found.sheet, found.sheets
    upload.header, upload.rows = found.header, found.rows


def _shown(name: str) -> str:
    """A file's name as it may be shown: the last part, printable, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (
        "".join(char for char in last if char.isprintable() and not "\ud800" <= char <= "\udfff")[-200:] or "file.csv"
    )

"""Files that go with the e-mails of plays: the play's own, approved, current, in the language of the e-mail."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from samebook.jobs.mail import Attachment
from samebook.jobs.rules import MOST_ATTACHED
from samebook.kernel.refusals import Refused
from samebook.plays import files
from samebook.plays.merging import one_line
from samebook.plays.models import PlayDocument, PlayStep
from samebook.plays.terms import Kind, State

STORE: Final = "plays"
TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""What a mail says that a file is, by the ending that was checked when it was kept; never what a browser said."""


def current_documents(play_id: int, language: str, day: date) -> list[PlayDocument]:
    """What may go with an e-mail of a play in a language: the files of its approved version that is not past its
    review, in the order of its steps, each once. One query.
    """
    steps = PlayStep.objects.filter(
        version__play=play_id, version__state=State.APPROVED, version__review_date__gte=day,
        document__isnull=False, document_language__in=["", language],
    )  # fmt: skip
    documents = [step.document for step in steps.select_related("document").order_by("place") if step.document]
    return list({each.pk: each for each in documents}.values())


def usual(step: PlayStep, current: Collection[PlayDocument]) -> list[PlayDocument]:
    """What goes with an e-mail unless somebody chooses otherwise: the file of its own step."""
    return [each for each in current if step.kind == Kind.EMAIL and each.pk == step.document_id and _fits([each])]


def check_attached(documents: Sequence[PlayDocument], current: Collection[PlayDocument]) -> None:
    """What goes with an e-mail is approved, current, in its language, and not too large in all.

    Raises:
        Refused: ``plays.attachment_old``, ``plays.attachments_large``.
    """
    known = {each.pk for each in current}
    for each in documents:
        if each.pk not in known:
            message = f"“{each}” is no file of the play as it is approved now in this language; choose the files anew."
            raise Refused("plays.attachment_old", message, "attached")
    if not _fits(documents):
        message = f"The files that go with an e-mail have {MOST_ATTACHED // 1024**2} MB at most in all; choose fewer."
        raise Refused("plays.attachments_large", message, "attached")


def as_attachment(document: PlayDocument) -> Attachment:
    """A file as the outbox knows it, by its place in the store."""
    ending = document.ending
    name = f"{one_line(document.name)[:150] or 'document'}.{ending}"
    return Attachment(name, TYPES[ending], STORE, document.key, document.size)


def read(key: str) -> bytes:
    """The bytes of a kept file, for sending."""
    return files.path_of(key).read_bytes()


def _fits(documents: Sequence[PlayDocument]) -> bool:
    return sum(each.size for each in documents) <= MOST_ATTACHED

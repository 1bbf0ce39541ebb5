"""Reading uploads: people see their own, administrators all."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from samebook.exchange import uploads
from samebook.exchange.drafting import header_hash
from samebook.exchange.mapping import FileMapping
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.models import SavedMapping, Upload
from samebook.exchange.sources import Rewritten
from samebook.exchange.targets import targets
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

SHOWN = 5
READ = 5_000
"""Rows from which columns are guessed."""


def uploads_for(actor: Actor) -> QuerySet[Upload]:
    """The uploads an actor may see."""
    return Upload.objects.all() if actor.has(Role.ADMINISTRATOR) else Upload.objects.filter(asked_by=actor.label)


def uploads_since(actor: Actor, since: datetime) -> QuerySet[Upload]:
    """The uploads of a time that an actor may see, the newest first."""
    return uploads_for(actor).filter(uploaded_at__gte=since).order_by("-id")


def upload_for(actor: Actor, upload_id: int) -> Upload:
    """One upload.

    Raises:
        Missing: There is none, or it is another's.
    """
    found = uploads_for(actor).filter(pk=upload_id).first()
    if found is None:
        raise Missing("import")
    return found


def first_rows(upload: Upload, most: int = READ) -> list[tuple[str, ...]]:
    """The first rows that can be read; the wrong ones are left out.

    Raises:
        Refused: ``exchange.file_gone``.
    """
    rows = uploads.folder_of(upload.folder) / "rows.parquet"
    if not rows.exists():
        raise Refused("exchange.file_gone", "The file is no longer here; send it again.", "file")
    return [row.cells for row in islice(Rewritten(rows).rows(), most) if row.refused is None]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was chosen for columns before.

    Attributes:
        chosen_at: When, for an earlier file; None for what was chosen for this very upload.
        is_same_file: Whether that file had exactly these columns, in this order; else some may have other names.
    """

    mapping: FileMapping
    chosen_at: datetime | None = None
    is_same_file: bool = True


def mapping_before(upload: Upload) -> Remembered | None:
    """What was last chosen for this upload, else for a file of the same columns, else for any of the same target."""
    chosen = _read(upload.mapping)
    if chosen is not None:
        return Remembered(chosen)
    saved = SavedMapping.objects.filter(target=upload.target)
    same = saved.filter(header_hash=header_hash(upload.header)).first()
    earlier = same or saved.order_by("-saved_at").first()
    mapping = _read(earlier.text) if earlier is not None else None
    if earlier is None or mapping is None:
        return None
    return Remembered(mapping, earlier.saved_at, is_same_file=same is not None)


def _read(text: str) -> FileMapping | None:
    """The mapping, when the target still has every field of it."""
    return read_mapping(text, {target.name: target for target in targets()})[0] if text else None

"""The files of bulk history that a snapshot shows: linked, never copied, so that its size costs nothing here."""

import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from samebook.kernel.refusals import Refused
from samebook.numbers.models import HistoryImport
from samebook.numbers.tables import FactTable
from samebook.numbers.terms import ImportState


def link_history(table: FactTable, place: Path) -> list[dict[str, Any]]:
    """Link the files of the imports that are in force into a folder; what the manifest says of each.

    Called in the transaction that the records are read in, so that all tables are of one instant.

    Raises:
        Refused: ``numbers.history_shape``; ``numbers.history_missing``.
    """
    shape, told = columns_shape(table), []
    for one in HistoryImport.objects.filter(table=table.name, state=ImportState.DONE).order_by("id"):
        if one.published and one.shape != shape:
            message = (
                f"Import {one.pk} of {table.name} has the columns of an earlier version. Undo it (“samebook import "
                f"undo {one.pk}”) and import its files again."
            )
            raise Refused("numbers.history_shape", message)
        for file in one.published:
            name = f"{table.name}.{file['month']}.{Path(file['name']).stem}.parquet"
            _link(one, Path(settings.SAMEBOOK_HISTORY) / file["name"], place / name)
            told.append({"name": name, "rows": file["rows"], "bytes": file["bytes"], "sha256": file["sha256"]})
    return told


def columns_shape(table: FactTable) -> str:
    """A short hash of a table's columns: files of another one cannot stand beside it."""
    text = "\0".join([table.name, *(f"{column.name} {column.type}" for column in table.columns)])
    return sha256(text.encode()).hexdigest()[:16]


def _link(one: HistoryImport, old: Path, new: Path) -> None:
    try:
        link(old, new)
    except FileNotFoundError:
        message = (
            f"A file of import {one.pk} of {one.table} is missing: {old.name} in {old.parent}. Bring the folder back "
            f"from the backup, or undo the import (“samebook import undo {one.pk}”) and import its files again."
        )
        raise Refused("numbers.history_missing", message) from None


def link(old: Path, new: Path) -> None:
    """One file in two folders; a copy where the file system has no links."""
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(old, new)

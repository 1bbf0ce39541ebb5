"""The folder of history: what is in it, how files get their place, and what is cleared away.

``SAMEBOOK_HOME/history/<table>/month=2026-03/<import>-<part>.parquet`` holds rows, ``<table>/keys/<import>.keys`` the
identities of an import, ``.work/<import>/`` what is on its way. Which imports are in force the records say, so a file
that stands here is seen when its import is, and no sooner.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from samebook.kernel.refusals import Refused
from samebook.numbers.history.known import Keys, Marks
from samebook.numbers.history.staging import PARQUET, Part
from samebook.numbers.snapshot.store import digest, flush, snapshots_folder

MINE = re.compile(r"(\d+)(?:-\d+)?\.(?:parquet|keys|tmp)")
Entry = dict[str, Any]


def history_folder() -> Path:
    """``SAMEBOOK_HOME/history``, made when absent."""
    folder = Path(settings.SAMEBOOK_HISTORY)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def work_folder(import_id: int) -> Path:
    """Where an import keeps what is on its way."""
    folder = history_folder() / ".work" / str(import_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keys_of(table: str, import_id: int) -> Keys:
    folder = history_folder() / table / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Keys(folder / f"{import_id}.keys")


@contextmanager
def alone() -> Iterator[None]:
    """One importer at a time in a home.

    Raises:
        Refused: ``history.running``.
    """
    descriptor = os.open(history_folder() / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("history.running", "History is being imported; wait until that is done.") from None
        yield
    finally:
        os.close(descriptor)


def place(table: str, import_id: int, parts: Sequence[Part], *, at_once: int = 2) -> list[Entry]:
    """Put the new rows of every part where snapshots find them; again and again with the same result.

    Returns:
        The files, each with name below the folder, month, rows, bytes and SHA-256.
    """
    marks = Marks(parts)
    jobs = [(number, month) for number, part in enumerate(parts) for month in part.months]
    with ThreadPoolExecutor(at_once) as threads:
        found = threads.map(lambda one: _place(table, import_id, marks, *one), jobs)
        return [entry for entry in found if entry is not None]


def _place(table: str, import_id: int, marks: Marks, number: int, month: int) -> Entry | None:
    part = marks.parts[number]
    rows = part.month_rows(month)
    dropped = marks.drops(number)[rows]
    if dropped.all():
        return None
    ids = marks.ids(number)
    called = ids is not None and bool(ids[rows].any())
    year, of_year = divmod(month, 12)
    name = f"{table}/month={1970 + year}-{of_year + 1:02}/{import_id}-{number}.parquet"
    path = history_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".tmp")
    fresh.unlink(missing_ok=True)
    if dropped.any() or called:
        _rewrite(part.file(month), fresh, ~dropped, ids[rows] if ids is not None else None)
    else:
        os.link(part.file(month), fresh)
    fresh.chmod(0o400)
    flush(fresh)
    fresh.replace(path)
    flush(path.parent)
    kept = int(rows.size - dropped.sum())
    return {
        "name": name, "month": f"{1970 + year}-{of_year + 1:02}", "rows": kept, "bytes": path.stat().st_size,
        "sha256": digest(path),
    }  # fmt: skip


def _rewrite(source: Path, out: Path, kept: np.ndarray, ids: np.ndarray | None) -> None:
    """A file without the rows that are left out, and with the ids of those whose content stood before."""
    file = pq.ParquetFile(source)
    at = 0
    with pq.ParquetWriter(out, file.schema_arrow, **PARQUET) as writer:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group)
            span = slice(at, at + rows.num_rows)
            at = span.stop
            if ids is not None and ids[span].any():
                own = np.asarray(rows.column(0).combine_chunks())
                called = pa.array(np.where(ids[span] != 0, ids[span], own))
                rows = rows.set_column(0, rows.schema.field(0), called)
            rows = rows.filter(pa.array(kept[span]))
            if rows.num_rows:
                writer.write_table(rows)


def clear(states: Mapping[int, str]) -> None:
    """Take away what belongs to no import that is in force or on its way.

    Snapshots hold their own links. While one is being taken nothing is cleared: it may be about to link.

    Args:
        states: Of every import.
    """
    folder = history_folder()
    for path in (folder / ".work").glob("*"):
        if states.get(int(path.name)) != "running":
            shutil.rmtree(path, ignore_errors=True)
    with _no_snapshot() as is_free:
        if not is_free:
            return
        for path in folder.glob("*/*/*"):
            found = MINE.fullmatch(path.name)
            if found and states.get(int(found[1])) not in ("done", "running"):
                with suppress(FileNotFoundError):
                    path.unlink()


@contextmanager
def _no_snapshot() -> Iterator[bool]:
    descriptor = os.open(snapshots_folder() / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)

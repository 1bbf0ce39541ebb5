"""An import of history from its files to files of the snapshot. What the records keep of it is the caller's."""

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from samebook.kernel.refusals import Refused
from samebook.numbers.history import identity, lookups, placing, reading, staging
from samebook.numbers.history.declared import BulkTable
from samebook.numbers.history.known import tell_apart
from samebook.numbers.history.preparing import Prepared, Preparer
from samebook.numbers.history.reading import Batch, HistoryFile
from samebook.numbers.history.staging import Counts, Part
from samebook.numbers.history.times import TimeForm
from samebook.numbers.snapshot.columns import schema_of
from samebook.numbers.snapshot.linked import columns_shape
from samebook.numbers.snapshot.store import flush
from samebook.numbers.tables import Context

PART_ROWS = 1 << 23
"""Rows of a part; an import that is broken off repeats so many at most."""
BYTES_A_ROW = 5_000
"""Of memory that a row takes at most while it is prepared, with those before and after it."""
FEWEST, MOST = 1 << 14, 1 << 19
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What an import is to do.

    Attributes:
        given: Per field of kind ``code`` the user's words, in lower case, for ours.
        is_strict: Refuse rows that name a record that is not known here.
        memory: Bytes that may be used.
    """

    table: BulkTable
    import_id: int
    files: Sequence[HistoryFile]
    form: TimeForm
    context: Context
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_strict: bool = False
    memory: int = 1 << 30

    @property
    def fields(self) -> set[str]:
        return {name for file in self.files for name in file.columns.values()}

    @property
    def batch_rows(self) -> int:
        return max(FEWEST, min(MOST, self.memory // BYTES_A_ROW))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found and where its rows are; nothing of it is seen before the records say so."""

    report: dict[str, Any]
    published: list[dict[str, Any]]
    shape: str


def preparer(task: Task) -> Preparer:
    """Ready to type the rows of an import; reads the records that they may name."""
    table = task.table
    return Preparer(
        table=table,
        schema=schema_of(table.table),
        known=lookups.known_of(table, task.fields),
        codes={one.name: one.words() if one.words else None for one in table.fields if one.kind == "code"},
        words={one.name: lookups.Words(one) for one in table.fields},
        given=task.given,
        form=task.form,
        context=task.context,
        import_id=task.import_id,
        is_strict=task.is_strict,
    )


def bring(task: Task, in_force: Sequence[int], *, advance: Advance = lambda rows: None) -> Outcome:
    """Read, tell apart and place the rows; goes on where an earlier try was broken off.

    Args:
        in_force: The imports of the table whose rows are seen now.
        advance: Told how many rows have been read.

    Raises:
        Refused: What ``reading`` refuses; ``history.disk_full``.
    """
    folder = placing.work_folder(task.import_id)
    try:
        parts = _parts(task, folder, advance)
        out = placing.keys_of(task.table.name, task.import_id).path
        taken = _taken(task.table)
        others = {number: placing.keys_of(task.table.name, number) for number in in_force}
        fresh = folder / "keys"
        told = tell_apart(parts, others, fresh, taken=taken, memory=task.memory // 2)
        published = placing.place(task.table.name, task.import_id, parts)
        fresh.replace(out)
        flush(out)
        flush(out.parent)
    except OSError as problem:
        raise _disk(problem) from problem
    counts = Counts()
    for part in parts:
        counts.add(part.counts)
    report = {
        "read": counts.read,
        "added": told.added,
        "known": sum(told.known_from.values()),
        "repeated": told.repeated,
        "refused": dict(counts.refused),
        "not_found": dict(counts.not_found),
        "known_from": {str(number): many for number, many in sorted(told.known_from.items())},
    }
    return Outcome(report, published, columns_shape(task.table.table))


def refused_rows(task: Task, out: Path) -> None:
    """Write the rows that were set aside, with the reason in each, as one file."""
    names = ["file", *sorted(task.fields), "row", "reason"]
    with out.open("wb") as file:
        file.write(",".join(f'"{name}"' for name in names).encode() + b"\n")
        for part in staging.parts_of(placing.work_folder(task.import_id)):
            if part.refused.exists():
                with part.refused.open("rb") as refused:
                    shutil.copyfileobj(refused, file)


def first_rows(task: Task, rows: int) -> Prepared | None:
    """The first rows as they would be taken; None for files without any."""
    for batch in reading.batches(task.files, reading.Place(), rows):
        return preparer(task)(Batch(batch.file, batch.table.slice(0, rows), batch.numbers[:rows], batch.end))
    return None


def _parts(task: Task, folder: Path, advance: Advance) -> list[Part]:
    parts = staging.parts_of(folder)
    done = sum(part.counts.read for part in parts)
    advance(done)
    start = parts[-1].end if parts else reading.Place()
    prepare = preparer(task)
    size = task.batch_rows
    writer: staging.Writer | None = None
    try:
        for prepared in _prepared(reading.batches(task.files, start, size), prepare):
            writer = writer or staging.Writer(folder, len(parts), prepare.schema, 4 * size)
            writer.add(prepared)
            done += prepared.batch.table.num_rows + len(prepared.batch.broken)
            advance(done)
            if writer.rows >= PART_ROWS:
                parts.append(writer.finish())
                writer = None
        if writer is not None:
            parts.append(writer.finish())
            writer = None
    finally:
        if writer is not None:
            writer.abandon()
    return parts


def _prepared(batches: Iterator[Batch], prepare: Preparer) -> Iterator[Prepared]:
    """Each batch prepared, in order: one is read while two are prepared and the one before them is written."""
    waiting: deque[Future[Prepared]] = deque()
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as threads:
        try:
            coming = reader.submit(next, batches, None)
            while (batch := coming.result()) is not None:
                coming = reader.submit(next, batches, None)
                waiting.append(threads.submit(prepare, batch))
                if len(waiting) > 2:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _taken(table: BulkTable) -> identity.Numbers:
    """Identities of what the records hold under the same ids, sorted."""
    if table.taken is None:
        return np.empty(0, np.uint64)
    ids = lookups.read_rows(table.taken).column(0).combine_chunks()
    return np.sort(identity.of_ids(ids.cast("string")))


def _disk(problem: OSError) -> Refused:
    free = shutil.disk_usage(placing.history_folder()).free
    message = (
        f"The home's disk cannot take more ({problem.strerror or problem}; {free // 2**20:,} MB are free). Make room "
        "and run the same command again: it goes on where it stopped."
    )
    return Refused("history.disk_full", message)

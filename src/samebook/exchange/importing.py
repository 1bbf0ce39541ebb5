"""Loading a file into a target: batch by batch, each one transaction; a row that is wrong stops no other."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from samebook.exchange.cells import Cells
from samebook.exchange.mapping import FileMapping, RowReader
from samebook.exchange.models import ImportedRow
from samebook.exchange.refused_rows import RefusedRows
from samebook.exchange.sources import Source
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome
from samebook.jobs.turn import write
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

LARGEST_BATCH, SMALLEST_BATCH, FIRST_BATCH = 500, 10, 50
LONGEST_TRANSACTION = 0.05
"""Seconds; a batch that took longer makes the next one smaller, so that pages and leads are not kept waiting."""

Advance = Callable[[int, dict[str, Any]], None]


@dataclass(slots=True)
class Report:
    """How an import ended.

    Attributes:
        rows: Rows read, without the header and empty ones.
        created, changed, unchanged: What became of the rows that were taken; unchanged ones were here already.
        refused: Refusal code → rows.
        examples: Refusal code → the first message of its kind.
        unused_columns: Columns that the mapping neither uses nor ignores.
    """

    target: str
    dry_run: bool = False
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    unused_columns: list[str] = field(default_factory=list)
    last_row: int = 0
    refused_bytes: int = 0

    @property
    def taken(self) -> int:
        return self.created + self.changed

    def count(self, outcome: RowOutcome) -> None:
        self.rows += 1
        if outcome.refused is not None:
            code = outcome.refused.code
            self.refused[code] = self.refused.get(code, 0) + 1
            self.examples.setdefault(code, outcome.refused.message)
        elif outcome.outcome == "created":
            self.created += 1
        elif outcome.outcome == "changed":
            self.changed += 1
        else:
            self.unchanged += 1

    def as_data(self) -> dict[str, Any]:
        """For the job's page and ``--json``."""
        return asdict(self) | {"taken": self.taken}


@dataclass(slots=True)
class _Row:
    """A row on its way: what it says, how it is known again, and what became of it."""

    cells: Cells
    row: ImportRow | None = None
    identity: str = ""
    content: str = ""
    outcome: RowOutcome | None = None


def run(
    actor: Actor,
    target: ImportTarget,
    source: Source,
    mapping: FileMapping,
    *,
    at: datetime,
    dry_run: bool = False,
    refused_path: Path | None = None,
    checkpoint: dict[str, Any] | None = None,
    advance: Advance | None = None,
    job_id: int | None = None,
) -> Report:
    """Import a file.

    The same file a second time adds nothing; so does one that was stopped and is begun again.

    Args:
        dry_run: Do everything, and undo each batch.
        refused_path: Where the refused rows go, as a CSV file of the same columns with ``row`` and ``reason``.
        checkpoint: What the last ``advance`` of a stopped run was given; rows up to there are passed over.
        advance: Told after each batch, inside its transaction: rows so far, and the checkpoint.

    Raises:
        Refused: The file or the mapping as a whole cannot be used.
    """
    header = source.header
    reader = mapping.reader(header, target)
    report = Report(**(checkpoint or {"target": target.name, "dry_run": dry_run}))
    report.unused_columns = mapping.unknown_columns(header)
    with RefusedRows(refused_path, header, report.refused_bytes) as refused:
        for batch in _batches(_rows(source, reader, target, report.last_row)):
            began = time.perf_counter()
            with write():
                _load(actor, target, batch.rows, at, job_id)
                for one in batch.rows:
                    outcome = one.outcome or RowOutcome("unchanged")
                    report.count(outcome)
                    if outcome.refused is not None:
                        refused.add(one.cells, outcome.refused.message)
                report.last_row = batch.rows[-1].cells.number
                report.refused_bytes = refused.flushed()
                if dry_run:
                    transaction.set_rollback(True)
                elif advance is not None:
                    advance(report.rows, asdict(report))
            if dry_run and advance is not None:
                advance(report.rows, {})
            batch.took(time.perf_counter() - began)
    return report


class _Batch:
    """The rows of one transaction, and how many the next one may have."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.rows: list[_Row] = []

    def took(self, seconds: float) -> None:
        room = LONGEST_TRANSACTION / max(seconds, 1e-6)
        grown = self.size * min(2.0, max(0.25, 0.8 * room))
        self.size = int(min(LARGEST_BATCH, max(SMALLEST_BATCH, grown)))


def _batches(rows: Iterator[_Row]) -> Iterator[_Batch]:
    batch = _Batch(FIRST_BATCH)
    for row in rows:
        batch.rows.append(row)
        if len(batch.rows) >= batch.size:
            yield batch
            batch = _Batch(batch.size)
    if batch.rows:
        yield batch


def _rows(source: Source, reader: RowReader, target: ImportTarget, after: int) -> Iterator[_Row]:
    """The rows after the checkpoint; those before are read again only for how often each occurred."""
    seen: Counter[bytes] = Counter()
    for cells in source.rows():
        one = _Row(cells)
        try:
            if cells.refused is not None:
                raise cells.refused
            one.row = reader.typed(cells.number, cells.cells)
            _name(one, target, seen)
        except Refused as refused:
            one.outcome = RowOutcome("refused", refused=refused)
        if cells.number > after:
            yield one


def _name(one: _Row, target: ImportTarget, seen: Counter[bytes]) -> None:
    assert one.row is not None
    values = one.row.values
    content = _hash(repr(sorted(values.items(), key=lambda pair: pair[0])))
    one.content = content.hex()
    if target.identity and all(name in values for name in target.identity):
        one.identity = _hash(repr([values[name] for name in target.identity])).hex()
        return
    seen[content] += 1
    one.identity = _hash(f"{content.hex()}:{seen[content]}").hex()


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _load(actor: Actor, target: ImportTarget, rows: Sequence[_Row], at: datetime, job_id: int | None) -> None:
    """Settle the outcome of every row of a batch, and remember those that were taken."""
    ready = [one for one in rows if one.outcome is None]
    known = ImportedRow.objects.filter(target=target.name, identity__in=[one.identity for one in ready])
    contents = dict(known.values_list("identity", "content"))
    new = [one for one in ready if contents.get(one.identity) != one.content]
    if not new:
        return
    try:
        with transaction.atomic():
            _settle(new, target.load(actor, [one.row for one in new if one.row], at=at))
    except (Refused, IntegrityError, DataError):
        for one in new:
            _load_alone(actor, target, one, at)
    taken = [one for one in new if one.outcome is not None and one.outcome.refused is None]
    ImportedRow.objects.bulk_create(
        {
            one.identity: ImportedRow(
                target=target.name, identity=one.identity, content=one.content, job_id=job_id,
                record_id=one.outcome.record_id if one.outcome else None,
            )
            for one in taken
        }.values(),
        update_conflicts=True, unique_fields=["target", "identity"], update_fields=["content", "record_id", "job_id"],
    )  # fmt: skip


def _load_alone(actor: Actor, target: ImportTarget, one: _Row, at: datetime) -> None:
    assert one.row is not None
    try:
        with transaction.atomic():
            _settle([one], target.load(actor, [one.row], at=at))
    except Refused as refused:
        one.outcome = RowOutcome("refused", refused=refused)
    except (IntegrityError, DataError):
        why = f"Row {one.row.number} contradicts what is here; a value is too long or belongs to another record."
        one.outcome = RowOutcome("refused", refused=Refused("exchange.contradiction", why))


def _settle(rows: Sequence[_Row], outcomes: Sequence[RowOutcome]) -> None:
    for one, outcome in zip(rows, outcomes, strict=True):
        one.outcome = outcome

"""Seals what is committed: each entry gets its place in a chain without gaps, and a hash that holds all before it."""

from datetime import datetime
from typing import Any

from django.db import connection

from samebook.jobs.turn import write
from samebook.journal.reading import entry_fields, sealable
from samebook.journal.rules import BEGINNING, chain_hash

BATCH = 1_000
"""Entries sealed in one transaction; it holds the writer's turn for some milliseconds."""

Head = tuple[int, str]
Seal = tuple[int, int, str]


def seal(*, at: datetime, limit: int | None = None) -> int:
    """Seal the entries that wait, oldest first; called by the clock.

    Entries are read and hashed outside any transaction; the seals are written in short ones, each of which looks
    whether the chain still ends where it did. A second sealer therefore does no harm: it starts over.

    An entry that is committed late, with a lower id than sealed ones (PostgreSQL), gets a later place; none is
    skipped, because the database itself notes what waits.

    Returns:
        How many were sealed.
    """
    sealed = 0
    while limit is None or sealed < limit:
        count = _seal_batch(at, BATCH if limit is None else min(BATCH, limit - sealed))
        if count == 0:
            break
        sealed += max(count, 0)
    return sealed


def head() -> Head | None:
    """The last place in the chain and its hash; note it elsewhere, and ``verify`` later says whether it still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM journal_sealed ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def _seal_batch(at: datetime, limit: int) -> int:
    """Seal some; 0 when nothing waits, -1 when another sealer was quicker."""
    before = head()
    entries = _waiting(limit)
    if not entries:
        return 0
    sequence, previous = before or (0, BEGINNING)
    seals: list[Seal] = []
    for row in entries:
        sequence += 1
        fields, detail = sealable(row)
        previous = chain_hash(previous, sequence, fields, detail)
        seals.append((sequence, row[0], previous))
    with write():
        _alone()
        if head() != before:
            return -1
        _write(seals, at)
    return len(seals)


def _waiting(limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {entry_fields()} FROM journal_waiting w JOIN journal_entry e ON e.id = w.entry_id"  # noqa: S608
            " ORDER BY w.entry_id LIMIT %s",
            [limit],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _alone() -> None:
    """On PostgreSQL, wait for other sealers; on SQLite the transaction is the only writer as it is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('samebook.journal.seal'))")


def _write(seals: list[Seal], at: datetime) -> None:
    sealed_at = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO journal_sealed (sequence, entry_id, hash, sealed_at) VALUES (%s, %s, %s, %s)",
            [(*seal, sealed_at) for seal in seals],
        )
        cursor.execute(
            "DELETE FROM journal_waiting WHERE entry_id IN (SELECT entry_id FROM journal_sealed WHERE sequence >= %s)",
            [seals[0][0]],
        )

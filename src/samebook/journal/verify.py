"""Checks the chain from its beginning: what was changed, what is missing, and whether a noted head still stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from samebook.journal.reading import WIDTH, entry_fields, json_text, sealable
from samebook.journal.rules import BEGINNING, chain_hash, personal_hash
from samebook.journal.sealing import Head
from samebook.journal.sealing import head as head_now

PAGE = 2_000
SHOWN = 100
"""Places listed of each kind of problem; beyond that they are only counted."""


@dataclass(slots=True)
class Found:
    """Places where one kind of problem was found: all counted, the first hundred listed."""

    count: int = 0
    places: list[int] = field(default_factory=list)

    def add(self, place: int, count: int = 1) -> None:
        self.count += count
        if len(self.places) < SHOWN:
            self.places.append(place)


@dataclass(slots=True)
class Verification:
    """What a check of the journal found. Places are sequences of the chain.

    Attributes:
        entries: Seals that were checked.
        head: The end of the chain; None when nothing is sealed.
        changed: The entry or its seal says something else than when it was sealed.
        missing: The seal is there, its entry is not.
        gaps: Places without a seal.
        personal_changed: Personal values that do not match the entry's hash.
        erased: Entries whose personal values were erased; nothing wrong with them.
        waiting: Entries not sealed yet; nothing wrong with them.
        left_out: Entries that are neither sealed nor waiting: a seal was taken away.
        head_found: Whether the noted head stands in the chain; None when none was given.
    """

    entries: int = 0
    head: Head | None = None
    changed: Found = field(default_factory=Found)
    missing: Found = field(default_factory=Found)
    gaps: Found = field(default_factory=Found)
    personal_changed: Found = field(default_factory=Found)
    erased: int = 0
    waiting: int = 0
    left_out: int = 0
    head_found: bool | None = None

    @property
    def sound(self) -> bool:
        broken = (self.changed, self.missing, self.gaps, self.personal_changed)
        return not any(found.count for found in broken) and not self.left_out and self.head_found is not False

    @property
    def first_broken(self) -> int | None:
        """The lowest place where something is wrong."""
        broken = (self.changed, self.missing, self.gaps, self.personal_changed)
        return min((found.places[0] for found in broken if found.places), default=None)


def verify(noted: Head | None = None, *, progress: Callable[[int, int], object] | None = None) -> Verification:
    """Check every seal, in constant memory, up to the end of the chain as it is now.

    Each seal is checked against the one before as it stands, so that one changed entry is one problem and not the
    rest of the chain. Who rewrites the chain from some entry on leaves it sound in itself: only a head that was noted
    elsewhere (``samebook journal head``) shows that, so give it.

    Args:
        noted: Sequence and hash that were noted at some earlier time.
        progress: Called with the place reached and the last one.
    """
    result = Verification(head=head_now())
    last = result.head[0] if result.head else 0
    previous, expected = BEGINNING, 1
    for sequence, seal_hash, row, personal in _seals(last):
        if sequence > expected:
            result.gaps.add(expected, sequence - expected)
        _check(result, sequence, seal_hash, row, previous)
        _check_personal(result, sequence, row, personal)
        result.entries += 1
        previous, expected = seal_hash, sequence + 1
        if noted and sequence == noted[0]:
            result.head_found = seal_hash == noted[1]
        if progress and sequence % PAGE == 0:
            progress(sequence, last)
    if noted and result.head_found is None:
        result.head_found = False
    result.waiting, result.left_out = _unsealed()
    return result


def _check(result: Verification, sequence: int, seal_hash: str, row: tuple[Any, ...], previous: str) -> None:
    if row[0] is None:
        result.missing.add(sequence)
        return
    fields, detail = sealable(row)
    if sequence < 1 or chain_hash(previous, sequence, fields, detail) != seal_hash:
        result.changed.add(sequence)


def _check_personal(result: Verification, sequence: int, row: tuple[Any, ...], personal: tuple[Any, ...]) -> None:
    promised, (salt, value) = row[10], personal
    if not promised and salt is None:
        return
    if promised and salt is None:
        result.erased += 1
    elif personal_hash(salt, json_text(value)) != promised:
        result.personal_changed.add(sequence)


def _seals(last: int) -> Iterator[tuple[int, str, tuple[Any, ...], tuple[Any, ...]]]:
    """Every seal up to a place, with its entry (Nones when missing) and personal salt and value."""
    reached = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.sequence, s.hash, {entry_fields()}, p.salt, p.value FROM journal_sealed s"  # noqa: S608
                " LEFT JOIN journal_entry e ON e.id = s.entry_id LEFT JOIN journal_personal p ON p.entry_id = e.id"
                " WHERE s.sequence > %s AND s.sequence <= %s ORDER BY s.sequence LIMIT %s",
                [reached, last, PAGE],
            )
            page = cursor.fetchall()
        for row in page:
            yield row[0], row[1], row[2 : 2 + WIDTH], row[2 + WIDTH :]
        if len(page) < PAGE:
            return
        reached = page[-1][0]


def _unsealed() -> tuple[int, int]:
    """Entries that wait for a seal, and entries that neither wait nor have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(w.entry_id), count(*) FROM journal_entry e LEFT JOIN journal_waiting w ON w.entry_id = e.id"
            " WHERE NOT EXISTS (SELECT 1 FROM journal_sealed s WHERE s.entry_id = e.id)"
        )
        waiting, unsealed = cursor.fetchone()
    return waiting, unsealed - waiting

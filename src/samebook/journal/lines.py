"""How entries reach the database: whole batches by plain SQL, because a bulk import writes a hundred thousand."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

COLUMNS = (
    "recorded_at, happened_at, origin, actor, code, record_kind, record_id, territory_id, edition_id, detail,"
    " personal_hash"
)


class Kept(NamedTuple):
    """The erasable part of an entry. ``value`` is canonical JSON."""

    person_id: int
    salt: str
    value: str


class Line(NamedTuple):
    """One entry that waits for its action to end. ``detail`` is canonical JSON."""

    recorded_at: datetime
    happened_at: datetime
    origin: str
    actor: str
    code: str
    record_kind: str
    record_id: int | None
    territory_id: int | None
    edition_id: int | None
    detail: str
    personal_hash: str
    kept: Kept | None


def write_lines(lines: list[Line]) -> None:
    """Write entries, in their order, and the personal values beside them. Runs inside a transaction."""
    if not lines:
        return
    if any(line.kept for line in lines):
        _write_with_personal(lines)
        return
    marks = ", ".join(["%s"] * 11)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO journal_entry ({COLUMNS}) VALUES ({marks})",  # noqa: S608 (fixed text)
            [_row(line) for line in lines],
        )


def _write_with_personal(lines: list[Line]) -> None:
    marks = ", ".join(["%s"] * 12)
    with connection.cursor() as cursor:
        ids = _next_ids(len(lines))
        cursor.executemany(
            f"INSERT INTO journal_entry (id, {COLUMNS}) VALUES ({marks})",  # noqa: S608 (fixed text)
            [(key, *_row(line)) for key, line in zip(ids, lines, strict=True)],
        )
        cursor.executemany(
            "INSERT INTO journal_personal (entry_id, person_id, salt, value) VALUES (%s, %s, %s, %s)",
            [(key, *line.kept) for key, line in zip(ids, lines, strict=True) if line.kept],
        )


def _next_ids(count: int) -> list[int]:
    """Ids for new entries, ascending. SQLite's are safe to foretell: the transaction is the only writer."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'")
            last = cursor.fetchone()
            first = (last[0] if last else 0) + 1
            return list(range(first, first + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('journal_entry', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [key for (key,) in cursor.fetchall()]


def _row(line: Line) -> tuple[Any, ...]:
    adapt = connection.ops.adapt_datetimefield_value
    return (adapt(line.recorded_at), adapt(line.happened_at), *line[2:11])

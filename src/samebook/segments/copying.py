"""The members of segments copied into rows beside the records, so that a database can narrow a list to a segment.

The files stay what counts, exports and measures read (docs/decisions/segments-in-lists.md). After each count the rows
are changed by who came and who left, in short transactions.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

from samebook.jobs.turn import write
from samebook.segments.generations import Generation
from samebook.segments.models import Listed, ListedMember, SegmentCount

if TYPE_CHECKING:
    import pyarrow as pa

MOST = 1_000_000
"""Members of a segment that are copied; larger ones are listed on their own page only."""
A_WRITE = 5_000
"""Rows of one transaction: well below 50 ms."""
TABLE = connection.ops.quote_name(ListedMember._meta.db_table)


def copy_members(stamp: str, keys: Collection[str], *, only: bool = False) -> None:
    """Make the rows of these segments those of a generation, and unless ``only`` remove the rows of all others.

    It may be stopped at any point: what a segment's rows lack and what they have too many is found anew each time.
    """
    counts = SegmentCount.objects.filter(key__in=keys, stamp=stamp).order_by("key")
    for count in counts:
        listed, _ = Listed.objects.get_or_create(key=count.key, defaults={"kind": count.kind})
        held = _held(listed)
        wanted = Generation(stamp).members(count.key) if count.members <= MOST else None
        came, left = _differences(wanted, held)
        _insert(listed, came)
        _remove(listed, left)
        with write():
            Listed.objects.filter(pk=listed.pk).update(kind=count.kind, members=count.members)
    if not only:
        for listed in Listed.objects.exclude(key__in=[count.key for count in counts]):
            _remove(listed, _held(listed).to_pylist())
            with write():
                listed.delete()


def _held(listed: Listed) -> "pa.Array":
    import pyarrow as pa

    ids = ListedMember.objects.filter(listed=listed).values_list("record_id", flat=True)
    return pa.array(ids.iterator(chunk_size=50_000), pa.int64())


def _differences(wanted: Path | None, held: "pa.Array") -> tuple[list[int], list[int]]:
    """Ids that are in the file alone, and those that are in the rows alone."""
    if wanted is None:
        return [], held.to_pylist()
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {"record_id": pq.read_table(wanted, columns=["record_id"])["record_id"]}, {"record_id": held}
    file, rows = map(pa.table, columns)
    alone = [
        those.join(others, "record_id", join_type="left anti")["record_id"].to_pylist()
        for those, others in ((file, rows), (rows, file))
    ]
    return sorted(alone[0]), sorted(alone[1])


def _insert(listed: Listed, ids: Sequence[int]) -> None:
    statement = f"INSERT INTO {TABLE} (listed_id, record_id) VALUES (%s, %s)"  # noqa: S608 (own name)
    for part in _parts(ids):
        with write(), connection.cursor() as cursor:
            cursor.executemany(statement, [(listed.pk, number) for number in part])


def _remove(listed: Listed, ids: Sequence[int]) -> None:
    statement = f"DELETE FROM {TABLE} WHERE listed_id = %s AND record_id = %s"  # noqa: S608 (own name)
    for part in _parts(ids):
        with write(), connection.cursor() as cursor:
            cursor.executemany(statement, [(listed.pk, number) for number in part])


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + A_WRITE] for start in range(0, len(ids), A_WRITE))

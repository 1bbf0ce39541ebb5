"""Measures narrowed to the members of a segment."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.tables import registry
from samebook.numbers.within import Within, reaches
from samebook.segments.definitions import titles_for
from samebook.segments.models import SegmentCount
from samebook.segments.queries import members, newest_stamp
from samebook.segments.terms import Kind

if TYPE_CHECKING:
    import pyarrow as pa

REFS: Final = {Kind.ACCOUNT: "accounts.account_id", Kind.LEAD: "leads.lead_id"}
"""Where fact tables say which record a row belongs to. None says it of people, whom the snapshot does not hold."""


def within_for(actor: Actor, key: str, *, at: datetime) -> Within:
    """A segment's members, for a measure to be narrowed to.

    Raises:
        Missing: No such segment, or not the actor's to read.
        Refused: ``access.denied``; ``segments.not_counted``; ``segments.of_people``.
    """
    found = members(actor, key, at=at)
    if found.kind not in REFS:
        message = f"{found.title} is a segment of people, and no measure says whom it counts. Choose one of accounts."
        raise Refused("segments.of_people", message, "within")
    stamp = f"{key} {found.stamp} {found.fingerprint}"
    return Within(REFS[found.kind], found.title, found.kind.many, found.as_of, stamp, partial(_ids, found.path))


def offered_for(actor: Actor, tables: Iterable[str], *, at: datetime) -> list[tuple[str, str]]:
    """Key and title of each counted segment that the actor may narrow a measure over these tables to."""
    if not actor.has(*SEES_RECORDS):
        return []
    tables = set(tables)
    usable = {kind for kind, ref in REFS.items() if reaches(ref, tables, registry)}
    titles = titles_for(actor, at=at)
    counted = SegmentCount.objects.filter(stamp=newest_stamp(), kind__in=usable).values_list("key", flat=True)
    wanted = set(counted)
    return [(key, title) for key, title in titles.items() if key in wanted]


def _ids(path: Path) -> "pa.Array":
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=["record_id"])["record_id"].combine_chunks()

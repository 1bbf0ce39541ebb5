"""What segments hold, for whom: counts as of the last count, members page by page, who came and who left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Max, QuerySet

from samebook.kernel.access import SEES_RECORDS, Actor, Role
from samebook.kernel.refusals import Refused
from samebook.segments.definitions import Definition, definition_for
from samebook.segments.generations import Generation
from samebook.segments.models import SegmentCount
from samebook.segments.rules import SINCE
from samebook.segments.showing import Shown, shown
from samebook.segments.terms import Kind

SIZE = 50
A_BATCH = 1_000
WAYS = ("added", "left")


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a segment as a file.

    Attributes:
        path: Parquet with the columns of ``generations.COLUMNS``, by ``record_id`` ascending; of everybody, so a
            reader's own scope is still to be applied (territory or owner).
        id_column: Which of them names the record: an account, a person or a lead, as ``kind`` says.
        as_of: When the records were read.
        title: The segment in words.
        may_contact: How many may be contacted.
    """

    path: Path
    kind: Kind
    as_of: datetime
    title: str
    members: int
    may_contact: int
    stamp: str
    fingerprint: str
    id_column: str = "record_id"


@dataclass(frozen=True, slots=True)
class Change:
    """Who came and who left since an earlier count.

    Attributes:
        redefined: The segment meant something else then, so this tells of its definition too.
    """

    name: str
    since: datetime
    added: int
    left: int
    redefined: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What a segment counted, as far as the reader may see.

    Attributes:
        outdated: It was counted by another definition than the present one.
        changes: By the names of ``rules.SINCE``; without those for which history is too short.
    """

    stamp: str
    as_of: datetime
    of: int
    members: int
    may_contact: int
    unknown: int
    outdated: bool
    changes: dict[str, Change] = field(default_factory=dict)

    @property
    def last(self) -> Change | None:
        return self.changes.get("last")


@dataclass(frozen=True, slots=True)
class MembersPage:
    """``after`` is the last id of the page where there are more."""

    rows: list[Shown]
    after: int | None


def members(actor: Actor, key: str, *, at: datetime) -> Members:
    """The file of a segment's members, as measures read them.

    Raises:
        Missing: No such segment, or not the actor's to read.
        Refused: ``access.denied``; ``segments.not_counted``, it has no members yet.
    """
    definition = definition_for(actor, key, at=at)
    row = _newest([key]).first()
    if row is None or definition.kind is None or not (file := Generation(row.stamp).members(key)).exists():
        raise not_counted(definition)
    return Members(
        file, Kind(row.kind), row.as_of, definition.title, row.members, row.may_contact, row.stamp, row.fingerprint
    )


def counts_for(actor: Actor, definitions: Iterable[Definition]) -> dict[str, Count]:
    """The last count of each segment that was counted, by key. Two queries."""
    actor.require(*SEES_RECORDS, to="read segments")
    meant = {each.key: each for each in definitions if each.condition}
    return {row.key: _count(actor, row, meant[row.key]) for row in _needed(actor, _newest(list(meant)))}


def trend_of(actor: Actor, definition: Definition) -> list[tuple[datetime, int, bool]]:
    """Instant, members and whether it was counted by the present definition, of each count that is kept, in order."""
    rows = _needed(actor, SegmentCount.objects.filter(key=definition.key)).defer("changes").order_by("as_of", "pk")
    return [(row.as_of, _seen(actor, row)[1], row.fingerprint == definition.fingerprint) for row in rows]


def page_of_members(
    actor: Actor,
    definition: Definition,
    *,
    since: str = "",
    way: str = "",
    contactable: bool = False,
    after: int = 0,
    size: int = SIZE,
) -> MembersPage:
    """Members by id that the actor may see, as the records have them now.

    Args:
        since, way: Those ``added`` or ``left`` since one of ``rules.SINCE``; empty for all members.
        contactable: Only those who may be contacted.
        after: The last one of the page before.

    Raises:
        Refused: ``segments.not_counted``.
    """
    row = _newest([definition.key]).first()
    if row is None:
        raise not_counted(definition)
    file = Generation(row.stamp).members(definition.key)
    if way in WAYS and since in SINCE:
        file = Generation(row.stamp).changed(definition.key, since, way)
    elif not file.exists():
        raise not_counted(definition)
    rows: list[Shown] = []
    while len(rows) <= size:
        ids = _ids(actor, file, contactable=contactable, after=after, limit=size + 1)
        rows += shown(actor, Kind(row.kind), ids)
        if len(ids) <= size:
            break
        after = ids[-1][0]
    more = len(rows) > size
    return MembersPage(rows[:size], rows[size - 1].record_id if more else None)


def every_member(
    actor: Actor, definition: Definition, *, since: str = "", way: str = "", contactable: bool = False
) -> Iterator[Shown]:
    """All of them, read in batches."""
    after: int | None = 0
    while after is not None:
        page = page_of_members(
            actor, definition, since=since, way=way, contactable=contactable, after=after, size=A_BATCH
        )
        yield from page.rows
        after = page.after


def not_counted(definition: Definition) -> Refused:
    """Why a segment has no members to show, and what to do."""
    why = definition.problem or "It has not been counted yet; that happens with the next snapshot."
    return Refused("segments.not_counted", f"{definition.title}: {why}")


def newest_stamp() -> str:
    """Of the last count; empty before the first."""
    return SegmentCount.objects.aggregate(newest=Max("stamp"))["newest"] or ""


def _needed(actor: Actor, rows: QuerySet[SegmentCount]) -> QuerySet[SegmentCount]:
    """Without the counts by place, for who sees every place."""
    return rows.defer("places") if actor.sees_all else rows


def _newest(keys: list[str]) -> QuerySet[SegmentCount]:
    return SegmentCount.objects.filter(key__in=keys, stamp=newest_stamp())


def _count(actor: Actor, row: SegmentCount, definition: Definition) -> Count:
    of, found, may_contact, unknown = _seen(actor, row)
    changes = {name: _change(actor, name, told, row.fingerprint) for name, told in row.changes.items() if name in SINCE}
    outdated = row.fingerprint != definition.fingerprint
    return Count(row.stamp, row.as_of, of, found, may_contact, unknown, outdated, changes)


def _change(actor: Actor, name: str, told: dict[str, Any], fingerprint: str) -> Change:
    added, left = told["added"], told["left"]
    if not actor.sees_all:
        places = [row[2:] for row in told["places"] if _is_theirs(actor, row)]
        added, left = sum(row[0] for row in places), sum(row[1] for row in places)
    return Change(name, datetime.fromisoformat(told["since"]), added, left, told.get("fingerprint") != fingerprint)


def _seen(actor: Actor, row: SegmentCount) -> tuple[int, int, int, int]:
    """Of, members, may be contacted and unknown, as far as the actor may see."""
    if actor.sees_all:
        return row.of, row.members, row.may_contact, row.unknown
    theirs = [place[2:] for place in row.places if _is_theirs(actor, place)]
    of, found, may_contact, unknown = (sum(numbers) for numbers in zip(*theirs, strict=True)) if theirs else [0] * 4
    return of, found, may_contact, unknown


def _is_theirs(actor: Actor, place: list[Any]) -> bool:
    """As ``seeing.seen_by`` has it of rows."""
    owner, territory = place[:2]
    return actor.has(Role.REP) and (territory in actor.territories or (actor.id is not None and owner == actor.id))


def _ids(actor: Actor, file: Path, *, contactable: bool, after: int, limit: int) -> list[tuple[int, bool]]:
    """Ids and whether each may be contacted."""
    if not file.exists():
        return []
    from sqlglot import exp

    from samebook.book.engines.session import connect
    from samebook.segments.kept import column
    from samebook.segments.seeing import seen_by

    with connect() as session:
        session.from_parquet(str(file)).create_view("members")
        select = exp.select(*map(column, ("record_id", "may_contact"))).from_("members")
        select = select.where(column("record_id") > exp.Literal.number(after))
        seen = seen_by(actor)
        select = select if seen is None else select.where(seen)
        select = select.where(column("may_contact")) if contactable else select
        rows: list[tuple[int, bool]] = session.execute(
            select.order_by("record_id").limit(limit).sql("duckdb")
        ).fetchall()
        return rows

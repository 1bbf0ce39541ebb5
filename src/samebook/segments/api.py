"""Segments for other programs: each with its definition and count, and the ids of its members."""

from datetime import UTC, datetime
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from samebook.company.queries import actor_of_token, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.segments.definitions import Definition, definition_for, definitions_for
from samebook.segments.queries import Count, counts_for, page_of_members


def _reader(request: HttpRequest) -> Actor:
    authorization = request.headers.get("Authorization", "")
    return actor_of_token(token_shown(authorization, "numbers:read", to="read segments"))


router = Router(tags=["segments"], auth=_reader)
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}
MOST = 1_000


class Changed(Schema):
    """Who was added and who left since an earlier count."""

    since: str
    added: int
    left: int
    redefined: bool = Field(description="The segment was defined otherwise then.")


class Counted(Schema):
    """What a segment counted last."""

    as_of: str
    of: int = Field(description="Records looked at.")
    members: int
    may_contact: int
    unknown: int = Field(description="Records of whom a value that decides is missing; they are no members.")
    outdated: bool = Field(description="Counted by an earlier definition; it is being counted anew.")
    changes: dict[str, Changed] = Field(description="By last, week and month, where history is that long.")


class SegmentOut(Schema):
    """A segment of the edition in force; ``kind`` is account, person or lead, null when it cannot be read."""

    key: str
    name: str
    means: str
    kind: str | None
    condition: str
    english: str
    builds_on: list[str]
    fingerprint: str
    count: Counted | None


class Member(Schema):
    """One member; its name is in the product alone."""

    id: int
    may_contact: bool


class MembersOut(Schema):
    """Members by id; ``next`` is the ``after`` of the next page, null on the last."""

    key: str
    kind: str
    as_of: str
    members: list[Member]
    next: int | None


class Wanted(Schema):
    """Which members."""

    after: int = Field(0, ge=0, lt=2**63, description="Only ids above this one.")
    limit: int = Field(MOST, ge=1, le=MOST)
    contactable: bool = Field(False, description="Only who may be contacted.")
    since: Literal["", "last", "week", "month"] = Field("", description="With way: since which count.")
    way: Literal["", "added", "left"] = ""


@router.get("", response=list[SegmentOut], summary="List the segments", openapi_extra=BEARER)
def list_segments(request: HttpRequest) -> list[SegmentOut]:
    """Every segment of the edition in force with what it counted last."""
    actor = _actor(request)
    found = definitions_for(actor, at=datetime.now(UTC))
    counts = counts_for(actor, found)
    return [_shown(each, counts.get(each.key)) for each in found]


@router.get("/{key}", response=SegmentOut, summary="Read a segment", openapi_extra=BEARER)
def read_segment(request: HttpRequest, key: str) -> SegmentOut:
    """One segment with its definition and count."""
    actor = _actor(request)
    found = definition_for(actor, key, at=datetime.now(UTC))
    return _shown(found, counts_for(actor, [found]).get(key))


@router.get("/{key}/members", response=MembersOut, summary="Read a segment's members", openapi_extra=BEARER)
def read_members(request: HttpRequest, key: str, wanted: Query[Wanted]) -> MembersOut:
    """Ids of a segment's members, page by page; or of those added or left since an earlier count."""
    actor = _actor(request)
    found = definition_for(actor, key, at=datetime.now(UTC))
    if bool(wanted.since) != bool(wanted.way):
        message = "since and way go together: way=added or way=left, and since=last, week or month."
        raise Refused("segments.since_and_way", message, "way" if wanted.since else "since")
    page = page_of_members(
        actor, found, since=wanted.since, way=wanted.way, contactable=wanted.contactable,
        after=wanted.after, size=wanted.limit,
    )  # fmt: skip
    count = counts_for(actor, [found])[key]
    return MembersOut(
        key=key,
        kind=found.kind or "",
        as_of=count.as_of.isoformat(),
        members=[Member(id=row.record_id, may_contact=row.may_contact) for row in page.rows],
        next=page.after,
    )


def _actor(request: HttpRequest) -> Actor:
    """Whoever the token stands for; it was looked at before anything else."""
    actor: Actor = cast(Any, request).auth
    return actor


def _shown(found: Definition, count: Count | None) -> SegmentOut:
    return SegmentOut(
        key=found.key,
        name=found.name,
        means=found.means,
        kind=found.kind,
        condition=found.text,
        english=found.english,
        builds_on=[key for _, key in found.builds_on],
        fingerprint=found.fingerprint,
        count=_counted(count) if count else None,
    )


def _counted(count: Count) -> Counted:
    changes = {
        name: Changed(since=each.since.isoformat(), added=each.added, left=each.left, redefined=each.redefined)
        for name, each in count.changes.items()
    }
    return Counted(
        as_of=count.as_of.isoformat(),
        of=count.of,
        members=count.members,
        may_contact=count.may_contact,
        unknown=count.unknown,
        outdated=count.outdated,
        changes=changes,
    )

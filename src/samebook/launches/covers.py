"""What can cover the cells of launches: their documents, and the plays of the library."""

from collections.abc import Sequence

from samebook.launches.models import Document, Launch
from samebook.launches.rules import Cover
from samebook.launches.terms import NO_CAUSE
from samebook.plays.models import PlayVersion
from samebook.plays.terms import Aim
from samebook.plays.terms import State as PlayState

PREVENTS = (Aim.ON_STAGE.value, Aim.ON_ROLE.value)
"""A play that is offered before any stall covers the cells of that name too."""


def covers_of(launches: Sequence[Launch]) -> dict[int, list[Cover]]:
    """What may cover each launch: its documents that are not taken out, and all plays. Three queries."""
    plays = play_covers()
    found: dict[int, list[Cover]] = {launch.pk: list(plays) for launch in launches}
    standing = Document.objects.filter(launch__in=[*found], ended_at=None).order_by("id")
    for each in standing:
        found[each.launch_id].append(document_cover(each))
    return found


def document_cover(document: Document) -> Cover:
    """A document as the grid sees it."""
    return Cover(
        kind="document",
        id=document.pk,
        title=document.title,
        version=document.number,
        is_approved=document.approved_at is not None,
        review_on=document.review_on,
        languages=frozenset(document.languages),
        roles=frozenset(document.roles),
        decisions=frozenset(document.decisions),
        causes=frozenset(document.causes),
        segments=frozenset(document.segments),
    )


def play_covers() -> list[Cover]:
    """The approved version of each play, or its draft where none is approved. Two queries."""
    versions = PlayVersion.objects.exclude(state=PlayState.RETIRED).select_related("play").prefetch_related("aims")
    by_play: dict[int, PlayVersion] = {}
    for each in versions.order_by("play_id", "number"):
        held = by_play.get(each.play_id)
        if held is None or each.state == PlayState.APPROVED or held.state != PlayState.APPROVED:
            by_play[each.play_id] = each
    return [play_cover(each) for each in by_play.values()]


def play_cover(version: PlayVersion) -> Cover:
    """A version of a play as the grid sees it."""
    before = {NO_CAUSE} if any(aim.kind in PREVENTS for aim in version.aims.all()) else set()
    return Cover(
        kind="play",
        id=version.play_id,
        title=version.play.name,
        version=version.number,
        is_approved=version.state == PlayState.APPROVED,
        review_on=version.review_date,
        languages=frozenset(version.languages),
        roles=frozenset(version.roles),
        decisions=frozenset(version.decisions),
        causes=frozenset(before.union(version.causes)),
        segments=frozenset({version.segment} if version.segment else ()),
    )

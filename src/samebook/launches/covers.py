"""What can cover the cells of a launch: its documents, and the plays of the library."""

from collections.abc import Iterable

from samebook.launches.models import Document, Launch
from samebook.launches.rules import Cover


def covers_of(launches: Iterable[Launch]) -> dict[int, list[Cover]]:
    """The documents of each launch that are neither replaced nor taken out, and all plays. Two or three queries."""
    ids = [launch.pk for launch in launches]
    found: dict[int, list[Cover]] = {pk: [] for pk in ids}
    standing = Document.objects.filter(launch__in=ids, ended_at=None, replaced_by=None).order_by("id")
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
        url="",
        is_approved=document.approved_at is not None,
        review_on=document.review_on,
        languages=frozenset(document.languages),
        roles=frozenset(document.roles),
        decisions=frozenset(document.decisions),
        causes=frozenset(document.causes),
        segments=frozenset(document.segments),
    )

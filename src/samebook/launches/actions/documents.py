"""Documents of a launch: attaching one or its next version, approving it, taking it out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.launches.actions.base import check_place, check_room, locked, tell, words
from samebook.launches.axes import Axes, axes_at
from samebook.launches.counting import count_one
from samebook.launches.models import Document, Launch
from samebook.launches.queries import document_of
from samebook.launches.rules import check_because, check_can_approve, check_is_open
from samebook.plays.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Paper:
    """What is said of a document; empty roles, decisions, causes or segments stand for all."""

    title: str
    place: str
    review_on: date
    languages: Sequence[str] = ()
    roles: Sequence[str] = ()
    decisions: Sequence[str] = ()
    causes: Sequence[str] = ()
    segments: Sequence[str] = ()


@action
def attach_document(
    actor: Actor, launch_id: int, paper: Paper, *, at: datetime, instead_of: int | None = None
) -> Document:
    """Attach a document to a launch, or a new version of one; it covers once somebody else has approved it.

    Args:
        instead_of: The document whose place it takes; that one covers until this one is approved.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.person_needed``, ``launches.empty``,
            ``launches.unknown_name``, ``launches.review_date``, ``launches.language``, ``launches.too_many``,
            ``launches.old_document``.
    """
    launch = locked(actor, launch_id, to="attach a document", check=check_is_open)
    if actor.id is None:
        raise Refused("launches.person_needed", "A document is attached by a person; sign in.")
    axes = axes_at(at)
    paper = _checked(launch, axes, paper)
    before = document_of(launch, instead_of) if instead_of is not None else None
    if before is not None and (before.replaced_by_id is not None or before.ended_at is not None):
        raise Refused("launches.old_document", "There is a newer version of this document; change that one.")
    check_room(launch.documents.filter(ended_at=None).count(), "documents")
    made = Document.objects.create(
        launch=launch,
        title=paper.title,
        place=paper.place,
        number=before.number + 1 if before else 1,
        languages=list(paper.languages),
        roles=list(paper.roles),
        decisions=list(paper.decisions),
        causes=list(paper.causes),
        segments=list(paper.segments),
        review_on=paper.review_on,
        written_by_id=actor.id,
        written_at=at,
    )
    if before is not None:
        _follow(before, made, at)
    count_one(launch, at=at)
    tell(actor, "document_attached", launch, document=made.pk, version=made.number, replaces=before and before.pk)
    return made


@action
def approve_document(actor: Actor, launch_id: int, document_id: int, *, at: datetime) -> Document:
    """Say that a document may be sent; earlier versions of it cover no more.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.approved``, ``launches.own_document``.
    """
    launch = locked(actor, launch_id, to="approve a document", check=check_is_open)
    document = document_of(launch, document_id)
    check_can_approve(
        actor.id,
        writer_id=document.written_by_id,
        is_approved=document.approved_at is not None,
        is_over=document.ended_at is not None,
    )
    document.approved_by_id, document.approved_at = actor.id, at
    document.save(update_fields=["approved_by", "approved_at"])
    Document.objects.filter(replaced_by=document, ended_at=None).update(ended_at=at)
    count_one(launch, at=at)
    tell(actor, "document_approved", launch, document=document.pk, version=document.number)
    return document


@action
def end_document(actor: Actor, launch_id: int, document_id: int, *, because: str, at: datetime) -> Document:
    """Take a document out; it covers nothing from then on.

    Raises:
        Refused: ``access.denied``, ``launches.called_off``, ``launches.old_document``, ``launches.reason_missing``.
    """
    launch = locked(actor, launch_id, to="take a document out", check=check_is_open)
    document = document_of(launch, document_id)
    why = words(because, "because", 300)
    check_because(why)
    if document.ended_at is not None:
        raise Refused("launches.old_document", "This document is taken out or replaced already.")
    document.ended_at = at
    document.save(update_fields=["ended_at"])
    count_one(launch, at=at)
    tell(actor, "document_ended", launch, document=document.pk, because=why)
    return document


def _follow(before: Document, made: Document, at: datetime) -> None:
    """Put a new version behind its predecessor: an approved one covers until the new one is; a draft goes."""
    if before.approved_at is None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
        Document.objects.filter(replaced_by=before).update(replaced_by=made)
    else:
        before.replaced_by = made
        before.save(update_fields=["replaced_by"])


def _checked(launch: Launch, axes: Axes, paper: Paper) -> Paper:
    """The document as it is kept; what cannot be said of one is refused as in ``attach_document``."""
    paper = replace(
        paper,
        title=words(paper.title, "title", 200),
        place=words(paper.place, "place", 500),
        languages=sorted({each.strip().lower() for each in paper.languages if each.strip()}),
    )
    for field in ("title", "place"):
        if not getattr(paper, field):
            said = "Give the document a title." if field == "title" else "Say where it lies: an address, or words."
            raise Refused("launches.empty", said, field)
    if not 2000 <= paper.review_on.year <= 2100:
        raise Refused("launches.review_date", "Give a day between the years 2000 and 2100.", "review_on")
    if set(paper.languages) - set(LANGUAGES):
        message = "Give languages as codes of two letters, such as en or de."
        raise Refused("launches.language", message, "languages")
    if launch.languages and not paper.languages:
        raise Refused("launches.language", "Say in which language it is; this launch needs some.", "languages")
    parts = {"role": paper.roles, "decision": paper.decisions, "cause": paper.causes, "segment": paper.segments}
    check_place(launch, axes, parts)
    return paper

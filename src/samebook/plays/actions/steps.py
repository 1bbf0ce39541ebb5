"""Steps of a draft: adding one with its texts and its file, writing it anew, taking it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays import files
from samebook.plays.actions.base import WRITE, locked_draft, tell
from samebook.plays.merging import check_subject, check_text
from samebook.plays.models import PlayDocument, PlayStep, PlayVersion
from samebook.plays.queries import step_for
from samebook.plays.rules import KEEPERS, MOST_STEPS, check_goes_with, check_known, check_step
from samebook.plays.terms import Kind, Side


@dataclass(frozen=True)
class Step:
    """One step as it is written; ``texts`` by language, each with ``subject`` and ``body``.

    ``document_language`` is that of its file; empty for every language.
    """

    kind: str
    title: str
    performer: str = Side.MARKETING.value
    due_hours: int = 0
    guide: str = ""
    link: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    document_language: str = ""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: its name there, its size, its bytes as they come."""

    name: str
    size: int
    chunks: Iterable[bytes]


@action
def add_step(
    actor: Actor,
    version_id: int,
    said: Step,
    *,
    at: datetime,
    document: Upload | None = None,
    place: int | None = None,
) -> PlayStep:
    """Add a step to a draft, as its last or at a free place that is given.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.too_many_steps``, what ``check_step`` and ``files.keep`` refuse, an
            unknown merge field.
    """
    version = locked_draft(actor, version_id)
    places = list(version.steps.order_by("place").values_list("place", flat=True))
    if len(places) >= MOST_STEPS:
        raise Refused("plays.too_many_steps", f"A play has {MOST_STEPS} steps at most.")
    step = PlayStep(version=version, place=place or (places[-1] if places else 0) + 1)
    _write(actor, step, said, at, document)
    tell(actor, "version.step_added", version, at, kind=step.kind, place=step.place)
    return step


@action
def change_step(actor: Actor, step_id: int, said: Step, *, at: datetime, document: Upload | None = None) -> PlayStep:
    """Write a step of a draft anew; its file stays unless another is given. Refuses as ``add_step``."""
    step = _step(actor, step_id)
    _write(actor, step, said, at, document)
    tell(actor, "version.step_changed", step.version, at, place=step.place)
    return step


@action
def remove_step(actor: Actor, step_id: int, *, at: datetime) -> PlayVersion:
    """Take a step out of a draft."""
    step = _step(actor, step_id)
    version, place = step.version, step.place
    step.delete()
    tell(actor, "version.step_removed", version, at, place=place)
    return version


def check_said(said: Step, languages: Sequence[str]) -> None:
    """What is said of a step holds together, in a version of these languages. Refuses as ``add_step``."""
    check_known([said.kind], Kind.values(), "kind", "plays.unknown_kind")
    check_known([said.performer], Side.values(), "performer", "plays.unknown_performer")
    texts = texts_of(said)
    check_step(said.kind, title=said.title, due_hours=said.due_hours, link=said.link, texts=texts)
    for text in texts.values():
        if not text.get("subject", "").strip() or not text.get("body", "").strip():
            raise Refused("plays.step_texts", "An e-mail needs a subject and a text.", "subject")
        check_subject(text["subject"])
        check_text(text["body"], "body")
    of_file = [said.document_language] if said.document_language else []
    check_known(of_file, languages, "document_language", "plays.unknown_language")


def texts_of(said: Step) -> dict[str, dict[str, str]]:
    """The texts that an e-mail says; none of another kind of step."""
    return {code: dict(text) for code, text in said.texts.items() if said.kind == Kind.EMAIL and any(text.values())}


def _step(actor: Actor, step_id: int) -> PlayStep:
    actor.require(*KEEPERS, to=WRITE)
    step = step_for(actor, step_id)
    step.version = locked_draft(actor, step.version_id)
    return step


def _write(actor: Actor, step: PlayStep, said: Step, at: datetime, document: Upload | None) -> None:
    """Put into a step what is said of it, and keep its file. Refuses as ``add_step``."""
    check_said(said, step.version.languages)
    texts = texts_of(said)
    step.document_language = said.document_language
    step.kind, step.performer, step.title = said.kind, said.performer, said.title.strip()[:120]
    step.due_hours, step.guide, step.link, step.texts = said.due_hours, said.guide[:5000], said.link[:500], texts
    if document is not None:
        check_goes_with(said.kind, document.size)
        kept = files.keep(document.name, document.size, document.chunks)
        stem = document.name.rpartition("/")[2].rpartition(".")[0].strip()[:150] or "document"
        step.document = PlayDocument.objects.create(
            name=stem, key=kept.key, ending=kept.ending, size=kept.size, content_hash=kept.content_hash,
            uploaded_by_id=actor.id, uploaded_at=at,
        )  # fmt: skip
    elif step.document is not None:
        check_goes_with(said.kind, step.document.size)
    step.save()

"""Writing the library: plays, their versions, steps and files; approving and retiring them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision
from samebook.company.models import User
from samebook.company.queries import local_day, with_role
from samebook.jobs.actions import ask_for
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import files
from samebook.plays.actions.base import tell
from samebook.plays.matching import inside_words
from samebook.plays.merging import check_subject, check_text
from samebook.plays.models import Play, PlayAim, PlayDocument, PlayStep, PlayVersion
from samebook.plays.queries import play_for, version_for
from samebook.plays.rules import (
    KEEPERS,
    MOST_STEPS,
    check_aims,
    check_draft,
    check_may_approve,
    check_neutral,
    check_review_date,
    check_step,
)
from samebook.plays.terms import Aim, Kind, Side, State

OFFER_JOB = "plays.offer"
TO = "write plays"


@dataclass(frozen=True)
class For:
    """What a version is for; empty means any, for ``causes`` it means not said yet."""

    causes: Sequence[str] = ()
    roles: Sequence[str] = ()
    decisions: Sequence[str] = ()
    languages: Sequence[str] = ()
    on_stages: Sequence[str] = ()
    on_roles: Sequence[str] = ()
    segment: str = ""
    review_date: date | None = None
    brief: str = ""


@dataclass(frozen=True)
class Step:
    """One step as it is written; ``texts`` by language, each with ``subject`` and ``body``."""

    kind: str
    title: str
    performer: str = Side.MARKETING.value
    due_hours: int = 0
    guide: str = ""
    link: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@action
def add_play(actor: Actor, *, name: str, owner_id: int | None = None, at: datetime) -> Play:
    """Begin a play with a first draft.

    Raises:
        Refused: ``plays.name_missing``, ``plays.name_taken``, ``plays.owner``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=TO)
    name = _free_name(name)
    play = Play.objects.create(name=name, owner=_owner(owner_id or actor.id), created_by_id=actor.id, created_at=at)
    PlayVersion.objects.create(play=play, number=1, created_by_id=actor.id, created_at=at)
    tell(actor, "play.added", play, at, name=name)
    return play


@action
def change_play(actor: Actor, play_id: int, *, name: str, owner_id: int, at: datetime) -> Play:
    """Call a play otherwise, or give it to somebody else. Refuses as ``add_play``."""
    actor.require(*KEEPERS, to=TO)
    play = Play.objects.select_for_update().get(pk=play_for(actor, play_id).pk)
    play.name, play.owner = _free_name(name, besides=play.pk), _owner(owner_id)
    play.save(update_fields=["name", "owner"])
    tell(actor, "play.changed", play, at, name=play.name, owner=owner_id)
    return play


@action
def begin_version(actor: Actor, play_id: int, *, at: datetime) -> PlayVersion:
    """Begin a draft that is as the newest version was; what is in use stays at its version.

    Raises:
        Refused: ``plays.draft_open``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=TO)
    play = Play.objects.select_for_update().get(pk=play_for(actor, play_id).pk)
    last = play.versions.prefetch_related("aims", "steps").order_by("-number").first()
    if last is None:
        raise Missing("play")
    if last.state == State.DRAFT:
        raise Refused("plays.draft_open", "This play has a draft already; go on with it.")
    made = PlayVersion.objects.create(
        play=play, number=last.number + 1, brief=last.brief, segment=last.segment, created_by_id=actor.id, created_at=at
    )
    PlayAim.objects.bulk_create(PlayAim(version=made, kind=each.kind, name=each.name) for each in last.aims.all())
    for step in last.steps.all():
        step.pk, step.version = None, made
        step.save(force_insert=True)
    tell(actor, "version.begun", made, at, play=play.pk, number=made.number)
    return made


@action
def change_version(actor: Actor, version_id: int, said: For, *, at: datetime) -> PlayVersion:
    """Say what a draft is for.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.unknown_cause``, ``plays.unknown_role``, ``plays.unknown_language``,
            ``plays.unknown_decision``, ``plays.unknown_stage``, ``plays.unknown_segment``, ``plays.review_past``.
    """
    version = _draft(actor, version_id)
    selling = selling_at(at)
    roles = [each.name for each in selling.roles]
    check_aims(
        said.causes, [*said.roles, *said.on_roles], said.languages,
        known_causes=[each.name for each in selling.causes], known_roles=roles,
    )  # fmt: skip
    _check_known(said.decisions, Decision.values(), "decisions", "plays.unknown_decision")
    stages = [stage.name for pipeline in selling.pipelines for stage in pipeline.stages]
    _check_known(said.on_stages, stages, "on_stages", "plays.unknown_stage")
    segments = list(selling.book.book.segments) if selling.book else []
    _check_known([said.segment] if said.segment else [], segments, "segment", "plays.unknown_segment")
    check_review_date(said.review_date, today=local_day(at))
    version.segment, version.review_date, version.brief = said.segment, said.review_date, said.brief.strip()[:2000]
    version.save(update_fields=["segment", "review_date", "brief"])
    version.aims.all().delete()
    named = {
        Aim.CAUSE: said.causes, Aim.ROLE: said.roles, Aim.DECISION: said.decisions, Aim.LANGUAGE: said.languages,
        Aim.ON_STAGE: said.on_stages, Aim.ON_ROLE: said.on_roles,
    }  # fmt: skip
    PlayAim.objects.bulk_create(
        PlayAim(version=version, kind=kind.value, name=name) for kind, names in named.items() for name in set(names)
    )
    tell(actor, "version.changed", version, at, play=version.play_id, number=version.number)
    return version


@action
def add_step(actor: Actor, version_id: int, said: Step, *, at: datetime, document: "Upload | None" = None) -> PlayStep:
    """Add a step to a draft, as its last.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.too_many_steps``, what ``check_step`` and ``files.keep`` refuse, an
            unknown merge field.
    """
    version = _draft(actor, version_id)
    places = list(version.steps.order_by("place").values_list("place", flat=True))
    if len(places) >= MOST_STEPS:
        raise Refused("plays.too_many_steps", f"A play has {MOST_STEPS} steps at most.")
    step = PlayStep(version=version, place=(places[-1] if places else 0) + 1)
    _write(actor, step, said, at, document)
    tell(actor, "version.step_added", version, at, kind=step.kind, place=step.place)
    return step


@action
def change_step(actor: Actor, step_id: int, said: Step, *, at: datetime, document: "Upload | None" = None) -> PlayStep:
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


@action
def approve_version(actor: Actor, version_id: int, *, at: datetime) -> PlayVersion:
    """Approve a draft: from now on it is suggested, the version before it is retired, and open stalls are offered it.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.no_cause``, ``plays.no_language``, ``plays.no_review``,
            ``plays.no_step``, ``plays.text_missing``, ``plays.document_missing``, ``plays.word_inside``.
    """
    version = _draft(actor, version_id)
    steps = list(version.steps.order_by("place"))
    mails = [step.texts for step in steps if step.kind == Kind.EMAIL]
    check_may_approve(
        causes=version.causes, languages=version.languages, review_date=version.review_date, today=local_day(at),
        mails=mails, steps=len(steps),
        documents_missing=[step.title for step in steps if step.kind == Kind.DOCUMENT and step.document_id is None],
    )  # fmt: skip
    check_neutral((text for texts in mails for said in texts.values() for text in said.values()), inside_words(at))
    before = PlayVersion.objects.filter(play=version.play_id, state=State.APPROVED)
    before.update(state=State.RETIRED, retired_at=at, retired_by=actor.id)
    version.state, version.approved_at, version.approved_by_id = State.APPROVED.value, at, actor.id
    version.save(update_fields=["state", "approved_at", "approved_by"])
    tell(actor, "version.approved", version, at, play=version.play_id, number=version.number)
    ask_for(Actor.system("plays"), OFFER_JOB, {"version": version.pk}, at=at)
    return version


@action
def retire_version(actor: Actor, version_id: int, *, at: datetime) -> PlayVersion:
    """Suggest a play no longer. What is in use goes on.

    Raises:
        Refused: ``plays.not_approved_version``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=TO)
    version = PlayVersion.objects.select_for_update(of=("self",)).get(pk=version_for(actor, version_id).pk)
    if version.state != State.APPROVED:
        raise Refused("plays.not_approved_version", "Only an approved version is retired.")
    version.state, version.retired_at, version.retired_by_id = State.RETIRED.value, at, actor.id
    version.save(update_fields=["state", "retired_at", "retired_by"])
    tell(actor, "version.retired", version, at, play=version.play_id, number=version.number)
    return version


@dataclass(frozen=True)
class Upload:
    """A file that was sent: its name there, its size, its bytes as they come."""

    name: str
    size: int
    chunks: Iterable[bytes]


def _draft(actor: Actor, version_id: int) -> PlayVersion:
    actor.require(*KEEPERS, to=TO)
    version_for(actor, version_id)
    version = PlayVersion.objects.select_for_update(of=("self",)).select_related("play").get(pk=version_id)
    check_draft(version.state)
    return version


def _step(actor: Actor, step_id: int) -> PlayStep:
    actor.require(*KEEPERS, to=TO)
    step = PlayStep.objects.select_related("version").filter(pk=step_id).first()
    if step is None:
        raise Missing("step")
    step.version = _draft(actor, step.version_id)
    return step


def _write(actor: Actor, step: PlayStep, said: Step, at: datetime, document: Upload | None) -> None:
    _check_known([said.kind], Kind.values(), "kind", "plays.unknown_kind")
    _check_known([said.performer], Side.values(), "performer", "plays.unknown_performer")
    texts = {code: dict(text) for code, text in said.texts.items() if said.kind == Kind.EMAIL and any(text.values())}
    check_step(said.kind, title=said.title, due_hours=said.due_hours, link=said.link, texts=texts)
    for text in texts.values():
        if not text.get("subject", "").strip() or not text.get("body", "").strip():
            raise Refused("plays.step_texts", "An e-mail needs a subject and a text.", "subject")
        check_subject(text["subject"])
        check_text(text["body"], "body")
    step.kind, step.performer, step.title = said.kind, said.performer, said.title.strip()[:120]
    step.due_hours, step.guide, step.link, step.texts = said.due_hours, said.guide[:5000], said.link[:500], texts
    if document is not None:
        kept = files.keep(document.name, document.size, document.chunks)
        stem = document.name.rpartition("/")[2].rpartition(".")[0].strip()[:150] or "document"
        step.document = PlayDocument.objects.create(
            name=stem, key=kept.key, ending=kept.ending, size=kept.size, content_hash=kept.content_hash,
            uploaded_by_id=actor.id, uploaded_at=at,
        )  # fmt: skip
    step.save()


def _free_name(name: str, besides: int | None = None) -> str:
    name = " ".join(name.split())[:100]
    if not name:
        raise Refused("plays.name_missing", "Give the play a name.", "name")
    if Play.objects.filter(name=name).exclude(pk=besides or 0).exists():
        raise Refused("plays.name_taken", "Another play has this name.", "name")
    return name


def _owner(user_id: int | None) -> User:
    found = with_role(Role.MARKETING).filter(pk=user_id or 0).first()
    if found is None:
        raise Refused("plays.owner", "Choose somebody of marketing who keeps it current.", "owner")
    return found


def _check_known(names: Iterable[str], known: Iterable[str], field: str, code: str) -> None:
    unknown = [name for name in names if name not in set(known)]
    if unknown:
        raise Refused(code, f"“{unknown[0][:60]}” is not known; choose one of the list.", field)

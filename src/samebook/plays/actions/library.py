"""Writing the library: plays and their versions; approving and retiring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision
from samebook.company.actions.common import unique
from samebook.company.models import User
from samebook.company.queries import local_day, with_role
from samebook.jobs.actions import ask_for
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays.actions.base import WRITE, locked_draft, tell
from samebook.plays.matching import inside_words
from samebook.plays.models import Play, PlayAim, PlayVersion
from samebook.plays.queries import play_for, version_for
from samebook.plays.rules import (
    KEEPERS,
    check_aims,
    check_known,
    check_may_approve,
    check_neutral,
    check_review_date,
)
from samebook.plays.terms import Aim, Kind, State

OFFER_JOB = "plays.offer"
TAKEN = "Another play has this name."


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


@action
def add_play(actor: Actor, *, name: str, owner_id: int | None = None, at: datetime) -> Play:
    """Begin a play with a first draft.

    Raises:
        Refused: ``plays.name_missing``, ``plays.name_taken``, ``plays.owner``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=WRITE)
    name = _free_name(name)
    owner = _owner(owner_id or actor.id)
    with unique(TAKEN, field="name", code="plays.name_taken"):
        play = Play.objects.create(name=name, owner=owner, created_by_id=actor.id, created_at=at)
    PlayVersion.objects.create(play=play, number=1, created_by_id=actor.id, created_at=at)
    tell(actor, "play.added", play, at, name=name)
    return play


@action
def change_play(actor: Actor, play_id: int, *, name: str, owner_id: int, at: datetime) -> Play:
    """Call a play otherwise, or give it to somebody else. Refuses as ``add_play``."""
    actor.require(*KEEPERS, to=WRITE)
    play = Play.objects.select_for_update().get(pk=play_for(actor, play_id).pk)
    play.name, play.owner = _free_name(name, besides=play.pk), _owner(owner_id)
    with unique(TAKEN, field="name", code="plays.name_taken"):
        play.save(update_fields=["name", "owner"])
    tell(actor, "play.changed", play, at, name=play.name, owner=owner_id)
    return play


@action
def begin_version(actor: Actor, play_id: int, *, at: datetime) -> PlayVersion:
    """Begin a draft that is as the newest version was; what is in use stays at its version.

    Raises:
        Refused: ``plays.draft_open``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=WRITE)
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
    version = locked_draft(actor, version_id)
    selling = selling_at(at)
    roles = [each.name for each in selling.roles]
    check_aims(
        said.causes, [*said.roles, *said.on_roles], said.languages,
        known_causes=[each.name for each in selling.causes], known_roles=roles,
    )  # fmt: skip
    check_known(said.decisions, Decision.values(), "decisions", "plays.unknown_decision")
    stages = [stage.name for pipeline in selling.pipelines for stage in pipeline.stages]
    check_known(said.on_stages, stages, "on_stages", "plays.unknown_stage")
    segments = list(selling.book.book.segments) if selling.book else []
    check_known([said.segment] if said.segment else [], segments, "segment", "plays.unknown_segment")
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
def approve_version(actor: Actor, version_id: int, *, at: datetime) -> PlayVersion:
    """Approve a draft: from now on it is suggested, the version before it is retired, and open stalls are offered it.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.no_cause``, ``plays.no_language``, ``plays.no_review``,
            ``plays.no_step``, ``plays.text_missing``, ``plays.document_missing``, ``plays.word_inside``.
    """
    version = locked_draft(actor, version_id)
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
    actor.require(*KEEPERS, to=WRITE)
    version = PlayVersion.objects.select_for_update(of=("self",)).get(pk=version_for(actor, version_id).pk)
    if version.state != State.APPROVED:
        raise Refused("plays.not_approved_version", "Only an approved version is retired.")
    version.state, version.retired_at, version.retired_by_id = State.RETIRED.value, at, actor.id
    version.save(update_fields=["state", "retired_at", "retired_by"])
    tell(actor, "version.retired", version, at, play=version.play_id, number=version.number)
    return version


def _free_name(name: str, besides: int | None = None) -> str:
    name = " ".join(name.split())[:100]
    if not name:
        raise Refused("plays.name_missing", "Give the play a name.", "name")
    if Play.objects.filter(name=name).exclude(pk=besides or 0).exists():
        raise Refused("plays.name_taken", TAKEN, "name")
    return name


def _owner(user_id: int | None) -> User:
    found = with_role(Role.MARKETING).filter(pk=user_id or 0).first()
    if found is None:
        raise Refused("plays.owner", "Choose somebody of marketing who keeps it current.", "owner")
    return found

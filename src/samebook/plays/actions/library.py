"""Writing the library: plays and their versions; approving and retiring them."""

from datetime import datetime

from samebook.company.actions.common import unique
from samebook.company.models import User
from samebook.company.queries import local_day, with_role
from samebook.jobs.actions import ask_for
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays.actions.asking import answer_with
from samebook.plays.actions.base import WRITE, locked_draft, tell
from samebook.plays.aims import For, check_for, keep_aims, known_at
from samebook.plays.completeness import lacks
from samebook.plays.merging import one_line
from samebook.plays.models import Play, PlayAim, PlayVersion
from samebook.plays.occasions import occasion_for
from samebook.plays.queries import play_for, version_for
from samebook.plays.rules import KEEPERS, check_review_date
from samebook.plays.terms import State

OFFER_JOB = "plays.offer"
TAKEN = "Another play has this name."


@action
def add_play(actor: Actor, *, name: str, owner_id: int | None = None, written_for: str = "", at: datetime) -> Play:
    """Begin a play with a first draft.

    Args:
        written_for: What asked for it (``occasions``); the draft begins with its cause, role and so on.

    Raises:
        Refused: ``plays.name_missing``, ``plays.name_taken``, ``plays.owner``, ``access.denied``.
        Missing: What it is written for is not there, or not the actor's to see.
    """
    actor.require(*KEEPERS, to=WRITE)
    name = _free_name(name)
    owner = _owner(owner_id or actor.id)
    occasion = occasion_for(actor, written_for, at) if written_for else None
    with unique(TAKEN, field="name", code="plays.name_taken"):
        play = Play.objects.create(
            name=name, owner=owner, written_for=written_for, created_by_id=actor.id, created_at=at
        )
    version = PlayVersion.objects.create(play=play, number=1, created_by_id=actor.id, created_at=at)
    if occasion is not None:
        keep_aims(version, occasion.said)
        version.save(update_fields=["segment"])
    tell(actor, "play.added", play, at, name=name, written_for=written_for)
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
    check_for(said, known_at(at))
    check_review_date(said.review_date, today=local_day(at))
    keep_aims(version, said)
    version.save(update_fields=["segment", "review_date", "brief"])
    tell(actor, "version.changed", version, at, play=version.play_id, number=version.number)
    return version


@action
def approve_version(actor: Actor, version_id: int, *, at: datetime) -> PlayVersion:
    """Approve a draft: from now on it is suggested, the version before it is retired, and open stalls are offered it.

    A request that the play was written for is answered with it, where it still waits and the play is for its cause.

    Raises:
        Refused: ``plays.not_a_draft``, ``plays.no_cause``, ``plays.no_language``, ``plays.no_review``,
            ``plays.no_step``, ``plays.text_missing``, ``plays.document_missing``, ``plays.word_inside``.
    """
    version = locked_draft(actor, version_id)
    for refused in lacks(version, at):
        raise refused
    before = PlayVersion.objects.filter(play=version.play_id, state=State.APPROVED).select_for_update()
    at = max([at, *(each.approved_at for each in before if each.approved_at is not None)])
    before.update(state=State.RETIRED, retired_at=at, retired_by=actor.id)
    version.state, version.approved_at, version.approved_by_id = State.APPROVED.value, at, actor.id
    version.save(update_fields=["state", "approved_at", "approved_by"])
    tell(actor, "version.approved", version, at, play=version.play_id, number=version.number)
    answer_with(actor, version, at=at)
    ask_for(Actor.system("plays"), OFFER_JOB, {"version": version.pk}, at=at)
    return version


@action
def retire_version(actor: Actor, version_id: int, *, at: datetime) -> PlayVersion:
    """Suggest a play no longer. Where it is in use it stays.

    Raises:
        Refused: ``plays.not_approved_version``, ``access.denied``.
    """
    actor.require(*KEEPERS, to=WRITE)
    version = PlayVersion.objects.select_for_update(of=("self",)).get(pk=version_for(actor, version_id).pk)
    if version.state != State.APPROVED:
        raise Refused("plays.not_approved_version", "Only an approved version is retired.")
    at = max(at, version.approved_at or at)  # somebody may have approved it while this waited for its turn
    version.state, version.retired_at, version.retired_by_id = State.RETIRED.value, at, actor.id
    version.save(update_fields=["state", "retired_at", "retired_by"])
    tell(actor, "version.retired", version, at, play=version.play_id, number=version.number)
    return version


def _free_name(name: str, besides: int | None = None) -> str:
    name = one_line(name)[:100]
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

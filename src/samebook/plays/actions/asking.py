"""Plays that sales asks marketing for: asked, answered with a play, declined, late."""

from datetime import datetime

from django.db.models import QuerySet

from samebook.book.durations import Duration, Unit
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.buying.queries import opportunity_for
from samebook.company.models import User
from samebook.company.queries import clock_of_team, with_role
from samebook.jobs.mail import post_all
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import letters
from samebook.plays.actions.base import count_minutes, tell
from samebook.plays.models import PlayRequest, PlayVersion, RunStep
from samebook.plays.occasions import REQUEST
from samebook.plays.queries import play_for, request_for
from samebook.plays.rules import ASKERS, KEEPERS, check_aims, check_reason
from samebook.plays.terms import Act, Asked, Side, State, StepState
from samebook.stalls.models import Stall
from samebook.stalls.queries import stall_for

MOST = 200


@action
def ask_for_play(
    actor: Actor,
    *,
    cause: str,
    why: str,
    at: datetime,
    role: str = "",
    opportunity_id: int | None = None,
    stall_id: int | None = None,
) -> PlayRequest:
    """Ask marketing for a play that is missing. It is owed within the business days that the edition in force says.

    Args:
        why: What stands in the way, and what would help.
        role: Of whoever holds it up; empty where that does not matter.

    Raises:
        Refused: ``plays.unknown_cause``, ``plays.unknown_role``, ``plays.why_missing``, ``access.denied``.
        Missing: The opportunity or the stall is not the actor's to see.
    """
    actor.require(*ASKERS, to="ask for a play")
    if actor.id is None:
        raise Refused("access.denied", "A person asks for a play; a program does not.")
    selling = selling_at(at)
    causes, roles = [each.name for each in selling.causes], [each.name for each in selling.roles]
    check_aims([cause], [role] if role else [], [], known_causes=causes, known_roles=roles)
    if not why.strip():
        raise Refused("plays.why_missing", "Say what stands in the way, and what would help.", "why")
    opportunity, stall = _about(actor, opportunity_id, stall_id)
    made = PlayRequest.objects.create(
        cause=cause, role=role, why=why.strip()[:1000], opportunity=opportunity, stall=stall, asked_by_id=actor.id,
        asked_at=at, due_at=_due_at(selling.play_days, at), edition_id=selling.edition_id,
    )  # fmt: skip
    if opportunity is not None:
        count_minutes(actor, Act.ASK, opportunity, at, stall_id=stall.pk if stall else None)
    _tell(actor, "asked", made, at)
    return made


@action
def answer_request(actor: Actor, request_id: int, *, play_id: int, at: datetime, answer: str = "") -> PlayRequest:
    """Answer a request with a play that is approved for its cause.

    Raises:
        Refused: ``plays.request_ended``, ``plays.no_answer``, ``access.denied``.
        Missing: The request or the play is not there.
    """
    request = _open(actor, request_id)
    play = play_for(actor, play_id)
    answers = PlayVersion.objects.filter(play=play, state=State.APPROVED, aims__kind="cause", aims__name=request.cause)
    if not answers.exists():
        raise Refused("plays.no_answer", "Choose a play that is approved and made for this cause.", "play")
    request.play = play
    _close(actor, request, Asked.ANSWERED, " ".join(answer.split())[:500], at)
    return request


def answer_with(actor: Actor, version: PlayVersion, *, at: datetime) -> PlayRequest | None:
    """Answer the request that a play was written for; called by the action that approves the version.

    Returns:
        The request; None where the play was written for none, it is answered already, or it is for another cause.
    """
    kind, _, number = version.play.written_for.partition(":")
    waiting = PlayRequest.objects.select_for_update().filter(state=Asked.OPEN, cause__in=version.causes)
    request = waiting.filter(pk=int(number)).first() if kind == REQUEST else None
    if request is not None:
        request.play = version.play
        _close(actor, request, Asked.ANSWERED, "", at)
    return request


@action
def decline_request(actor: Actor, request_id: int, *, reason: str, at: datetime) -> PlayRequest:
    """Say that there will be no play for it, and why.

    Raises:
        Refused: ``plays.request_ended``, ``plays.reason_missing``, ``access.denied``.
    """
    request = _open(actor, request_id)
    _close(actor, request, Asked.DECLINED, check_reason(reason), at)
    return request


def tell_late(*, at: datetime) -> int:
    """Tell both sides once of requests that marketing owed by now; called by the clock, which writes only for some.

    Returns:
        How many requests are late since the last time.
    """
    return _tell_late(at=at) if _late(at).exists() else 0


def remind_due(*, at: datetime) -> int:
    """Remind once of steps that are due; called by the clock, which writes only for some.

    Steps that are given to nobody are told to everybody of their side.

    Returns:
        Of how many steps somebody was reminded.
    """
    return _remind_due(at=at) if _due(at).exists() else 0


def _late(at: datetime) -> QuerySet[PlayRequest]:
    return PlayRequest.objects.filter(state=Asked.OPEN, due_at__lt=at, late_told_at=None)


def _due(at: datetime) -> QuerySet[RunStep]:
    return RunStep.objects.filter(state=StepState.OPEN, due_at__lt=at, reminded_at=None, run__ended_at=None)


@action
def _tell_late(*, at: datetime) -> int:
    late = _late(at).select_for_update(of=("self",), skip_locked=True).select_related("asked_by")
    found = list(late.order_by("due_at", "id")[:MOST])
    PlayRequest.objects.filter(pk__in=[each.pk for each in found]).update(late_told_at=at)
    readers: dict[int, tuple[User, list[PlayRequest]]] = {}
    marketers = list(with_role(Role.MARKETING))
    for each in found:
        for user in {user.pk: user for user in [*marketers, each.asked_by]}.values():
            readers.setdefault(user.pk, (user, []))[1].append(each)
        _tell(Actor.system("ticker"), "late", each, at)
    told = [letters.late(user, theirs, at) for user, theirs in readers.values() if user.is_active and user.mail_notices]
    post_all(told, at=at)
    return len(found)


@action
def _remind_due(*, at: datetime) -> int:
    due = _due(at).select_for_update(of=("self",), skip_locked=True)
    due = due.select_related("assigned_to", "step", "run__opportunity", "run__version__play")
    found = list(due.order_by("due_at", "id")[:MOST])
    RunStep.objects.filter(pk__in=[step.pk for step in found]).update(reminded_at=at)
    sides = {Side.MARKETING.value: Role.MARKETING, Side.TELESALES.value: Role.TELESALES}
    readers: dict[int, tuple[User, list[RunStep]]] = {}
    for step in found:
        side = sides.get(step.performer)
        here = [step.assigned_to] if step.assigned_to else list(with_role(side)) if side else []
        for user in here:
            readers.setdefault(user.pk, (user, []))[1].append(step)
    told = [letters.due(user, steps) for user, steps in readers.values() if user.is_active and user.mail_notices]
    post_all(told, at=at)
    return len(found)


def _about(actor: Actor, opportunity_id: int | None, stall_id: int | None) -> tuple[Opportunity | None, Stall | None]:
    """The sale and the stall that a request is about, each None where none is named; a stall names its sale.

    Raises:
        Missing: One is not there, not the actor's to see, or the stall is of another sale.
    """
    if stall_id is None:
        return (opportunity_for(actor, opportunity_id) if opportunity_id is not None else None), None
    stall = stall_for(actor, stall_id)
    if opportunity_id not in (None, stall.opportunity_id):
        raise Missing("stall")
    return stall.opportunity, stall


def _due_at(days: int | None, at: datetime) -> datetime | None:
    """When marketing owes it, by business days of the company's calendar; None where nothing is agreed."""
    return clock_of_team(None).add(at, Duration(days, Unit.DAY, business=True)) if days is not None else None


def _open(actor: Actor, request_id: int) -> PlayRequest:
    actor.require(*KEEPERS, to="answer requests for plays")
    request_for(actor, request_id)
    request = PlayRequest.objects.select_for_update().get(pk=request_id)
    if request.state != Asked.OPEN:
        raise Refused("plays.request_ended", "This request was answered already.")
    return request


def _close(actor: Actor, request: PlayRequest, state: Asked, answer: str, at: datetime) -> None:
    request.state, request.answer, request.ended_at, request.ended_by_id = state.value, answer, at, actor.id
    request.save(update_fields=["state", "answer", "play", "ended_at", "ended_by"])
    _tell(actor, state.value, request, at)


def _tell(actor: Actor, verb: str, request: PlayRequest, at: datetime) -> None:
    territory_id = request.opportunity.territory_id if request.opportunity else None
    tell(
        actor, f"request.{verb}", request, at, territory_id=territory_id, cause=request.cause, role=request.role,
        play=request.play_id,
    )  # fmt: skip

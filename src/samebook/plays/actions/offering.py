"""Offering plays: for a stall that was opened, on entry to a stage, on a new role; and ending what has lost its ground.

These are hooks of the chapters below, called inside their transactions, and a job after a version was approved.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity
from samebook.jobs.progress import Progress
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.plays.actions.base import tell
from samebook.plays.effects.offering import arms_of
from samebook.plays.fitting import Fit
from samebook.plays.languages import language_name
from samebook.plays.matching import fits_for, need_of
from samebook.plays.models import Play, PlayRun, PlayVersion, RunStep
from samebook.plays.queries import approved_versions, versions_prepared_for
from samebook.plays.terms import Aim, Arm, Outcome, State, StepState, Trigger
from samebook.stalls.models import Stall

A_BATCH = 40
"""How many stalls one transaction offers plays for, so that others who write wait for tens of milliseconds at most."""


def on_stall_opened(actor: Actor, stall: Stall, at: datetime) -> None:
    """Offer the best play that fits; what a lot holds back is written down and not offered. A hook."""
    if stall.is_open and stall.opportunity.outcome == Opportunity.Outcome.OPEN:
        offer_for_stall(actor, stall, at=at, versions=approved_versions(at))


@action
def offer_for_stall(actor: Actor, stall: Stall, *, at: datetime, versions: list[PlayVersion]) -> PlayRun | None:
    """Offer the best of the versions for a stall that none was offered for yet; None when none fits.

    Where a lot holds a play back the next best that it does not hold back is offered.
    """
    if PlayRun.objects.filter(stall=stall).exclude(arm=Arm.HELD_BACK).exists():
        return None
    fits = fits_for(need_of(stall.opportunity, at, stall=stall), at, versions=versions)
    if not fits:
        return None
    arms = arms_of(stall, [each.offer.play_id for each in fits], at=at)
    held = [each for each in fits if arms.get(each.offer.play_id) == Arm.HELD_BACK]
    if held:
        _hold_back(held[0], stall, at)
    free = [each for each in fits if each not in held]
    if not free:
        return None
    best = free[0]
    run = PlayRun.objects.create(
        version_id=best.offer.version_id, opportunity=stall.opportunity, stall=stall, trigger=Trigger.STALL.value,
        arm=(arms.get(best.offer.play_id) or ""), why=why(best), language=best.language, person=stall.person,
        decided_at=at, offered_at=at,
    )  # fmt: skip
    _tell_offered(actor, run, stall.opportunity, at)
    return run


def on_stall_closed(actor: Actor, stall: Stall, at: datetime) -> None:
    """A stall that ended needs no play: what was not started lapses, what runs ends with its open steps. A hook."""
    ended = PlayRun.objects.filter(stall=stall, ended_at=None)
    _lapse(actor, list(ended.select_related("opportunity").order_by("id")), "The stall ended.", at)


def on_sale_closed(actor: Actor, opportunity: Opportunity, at: datetime) -> None:
    """A sale that was won or lost needs no play. A hook."""
    ended = PlayRun.objects.filter(opportunity=opportunity, ended_at=None)
    _lapse(actor, list(ended.select_related("opportunity").order_by("id")), "The sale was closed.", at)


def on_stage_entered(actor: Actor, opportunity: Opportunity, at: datetime) -> None:
    """Offer what is prepared for this stage, before any stall; once for each stage. A hook."""
    _prevent(actor, opportunity, (Trigger.STAGE, opportunity.stage), at)


def on_role_entered(  # noqa: PLR0917 (what the hook of groups gives)
    actor: Actor, opportunity: Opportunity, person: Person, role: str, decision: str, at: datetime
) -> None:
    """Offer what is prepared for somebody of this role, before any stall; once for each role. A hook."""
    _prevent(actor, opportunity, (Trigger.ROLE, role), at, came=(person, decision))


def run_offers(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job after an approval: offer the version for the open stalls it answers that none was offered for."""
    version = PlayVersion.objects.filter(pk=arguments["version"], state=State.APPROVED).first()
    last, offered = progress.checkpoint.get("after", 0), progress.checkpoint.get("offered", 0)
    while version is not None:
        stalls = list(_open_stalls().filter(cause__in=version.causes, pk__gt=last).order_by("pk")[:A_BATCH])
        if not stalls:
            break
        offered += _offer_batch(Actor.system("plays"), stalls, version.pk, at=datetime.now(UTC))
        last = stalls[-1].pk
        progress.advance(offered, checkpoint={"after": last, "offered": offered})
    return {"offered": offered}


@action
def _offer_batch(actor: Actor, stalls: list[Stall], version_id: int, *, at: datetime) -> int:
    """Offer a version for those stalls that are open still once nobody else works on their sales."""
    sales = {stall.opportunity_id for stall in stalls}
    list(Opportunity.objects.select_for_update().filter(pk__in=sales).order_by("pk").values_list("pk"))
    still = _open_stalls().filter(pk__in=[stall.pk for stall in stalls])
    versions = [each for each in approved_versions(at) if each.pk == version_id]
    offered = (
        offer_for_stall(actor, stall, at=at, versions=versions)
        for stall in still.select_related("opportunity__account", "person").order_by("pk")
    )
    return sum(run is not None for run in offered)


def _open_stalls() -> QuerySet[Stall]:
    return Stall.objects.filter(closed_at=None, opportunity__outcome=Opportunity.Outcome.OPEN)


def why(fit: Fit) -> str:
    """Why a play was offered, as one line."""
    return ("; ".join(fit.why))[:500]


def _prevent(
    actor: Actor,
    opportunity: Opportunity,
    occasion: tuple[Trigger, str],
    at: datetime,
    *,
    came: tuple[Person | None, str] = (None, ""),
) -> None:
    """Offer what is prepared for an occasion; ``came`` is who came, and in which decision."""
    person, decision = came
    trigger, name = occasion
    aim = Aim.ON_STAGE if trigger == Trigger.STAGE else Aim.ON_ROLE
    versions = versions_prepared_for(aim, name, at)
    if not versions or opportunity.outcome != Opportunity.Outcome.OPEN:
        return
    role = name if trigger == Trigger.ROLE else ""
    known = set(
        Play.objects.filter(
            versions__runs__opportunity=opportunity, versions__runs__trigger=trigger, versions__runs__trigger_name=name
        ).values_list("pk", flat=True)
    )
    said = "prepared for this stage" if trigger == Trigger.STAGE else "prepared for somebody of this role"
    for fit in fits_for(need_of(opportunity, at, role=role, decision=decision), at, versions=versions):
        if fit.offer.play_id in known:
            continue
        run = PlayRun.objects.create(
            version_id=fit.offer.version_id, opportunity=opportunity, trigger=trigger.value, trigger_name=name,
            why="; ".join((said, *fit.why))[:500], language=fit.language, person=person, decided_at=at, offered_at=at,
        )  # fmt: skip
        _tell_offered(actor, run, opportunity, at)


def _hold_back(fit: Fit, stall: Stall, at: datetime) -> None:
    if not PlayRun.objects.filter(stall=stall, arm=Arm.HELD_BACK).exists():
        PlayRun.objects.create(
            version_id=fit.offer.version_id, opportunity=stall.opportunity, stall=stall, trigger=Trigger.STALL.value,
            arm=Arm.HELD_BACK.value, why=why(fit), language=fit.language, decided_at=at,
        )  # fmt: skip


def _lapse(actor: Actor, runs: list[PlayRun], because: str, at: datetime) -> None:
    """End runs; their open steps are skipped for the same reason."""
    for run in runs:
        is_offer = run.started_at is None
        run.ended_at, run.outcome = at, (Outcome.LAPSED if is_offer else Outcome.STOPPED).value
        run.ended_because = because
        run.save(update_fields=["ended_at", "outcome", "ended_because"])
        RunStep.objects.filter(run=run, state=StepState.OPEN).update(
            state=StepState.SKIPPED, ended_at=at, reason=because
        )
        if not is_offer:
            tell(actor, "run.ended", run, at, territory_id=run.opportunity.territory_id, because=because)


def _tell_offered(actor: Actor, run: PlayRun, opportunity: Opportunity, at: datetime) -> None:
    tell(
        actor, "run.offered", run, at, territory_id=opportunity.territory_id, opportunity=opportunity.pk,
        version=run.version_id, trigger=run.trigger, name=run.trigger_name, language=language_name(run.language),
    )  # fmt: skip

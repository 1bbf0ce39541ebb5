"""Plays taken up: one that was offered, or one that was not; their steps are prepared."""

from datetime import datetime

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunity_for
from samebook.buying.rules import check_is_open
from samebook.company.models import User
from samebook.company.queries import local_day, with_role
from samebook.jobs.mail import post
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import letters
from samebook.plays.actions.approving import keep_approval
from samebook.plays.actions.base import count_minutes, locked_run, tell, works_on
from samebook.plays.actions.offering import why
from samebook.plays.fitting import check_fits
from samebook.plays.languages import language_name
from samebook.plays.matching import fits_for, need_of
from samebook.plays.models import PlayRun, PlayVersion, RunStep
from samebook.plays.preparing import prepared, to_write_to
from samebook.plays.queries import approved_versions, version_for
from samebook.plays.rules import STARTERS
from samebook.plays.terms import Act, Side, StepState, Trigger
from samebook.stalls.queries import stall_for

START = "start a play"


@action
def start_run(
    actor: Actor,
    opportunity_id: int,
    *,
    version_id: int,
    at: datetime,
    stall_id: int | None = None,
    person_id: int | None = None,
    language: str = "",
) -> PlayRun:
    """Take up a play that was not offered, or not as the best.

    Raises:
        Refused: ``plays.does_not_fit``, ``plays.running_already``, ``buying.closed``, and as ``take_up``.
        Missing: The opportunity, the stall or the play is not there, or not the actor's to see.
    """
    actor.require(*STARTERS, to=START)
    opportunity = opportunity_for(actor, opportunity_id)
    Opportunity.objects.select_for_update().get(pk=opportunity.pk)  # one after the other, so that it is begun once
    check_is_open(opportunity.outcome)
    stall = stall_for(actor, stall_id) if stall_id is not None else None
    if stall is not None and (stall.opportunity_id != opportunity.pk or not stall.is_open):
        raise Missing("stall")
    version = version_for(actor, version_id)
    if not version.is_current(local_day(at)):
        raise Refused("plays.not_current", "This play is not approved or past its review; marketing looks at it first.")
    open_runs = PlayRun.objects.filter(opportunity=opportunity, stall=stall, ended_at=None, offered_at__isnull=False)
    same = open_runs.filter(version__play=version.play_id).first()
    if same is not None and same.started_at is not None:
        raise Refused("plays.running_already", "This play is in use here already.")
    if same is not None:
        return take_up(actor, same.pk, person_id=person_id, language=language, at=at)
    fits = fits_for(need_of(opportunity, at, stall=stall), at, versions=[version])
    fit = check_fits(fits[0] if fits else None)
    run = PlayRun.objects.create(
        version=version, opportunity=opportunity, stall=stall,
        trigger=(Trigger.STALL if stall is not None else Trigger.PERSON).value, why=why(fit), language=fit.language,
        person=stall.person if stall is not None else None, decided_at=at, offered_at=at,
    )  # fmt: skip
    return take_up(actor, run.pk, person_id=person_id, language=language, at=at)


@action
def take_up(actor: Actor, run_id: int, *, at: datetime, person_id: int | None = None, language: str = "") -> PlayRun:
    """Start an offered play: its steps are prepared. Started by the rep it is approved; else the rep is asked by mail.

    Args:
        person_id: Whom its e-mails go to; who stalls, else the first who may be written to, when not given.
        language: One of the play's; the one that was offered when not given.

    Raises:
        Refused: ``plays.not_waiting``, ``plays.not_current``, ``plays.nobody``, ``plays.merge_missing``,
            ``plays.unknown_language``, ``plays.unknown_person``, ``buying.closed``, ``access.denied``.
        Missing: The run is not there, or not the actor's to see.
    """
    actor.require(*STARTERS, to=START)
    run = locked_run(actor, run_id)
    opportunity = run.opportunity
    check_is_open(opportunity.outcome)
    helps = works_on(actor, opportunity)
    if not run.waits_for_start:
        raise Refused("plays.not_waiting", "This play was started already, or is no longer offered.")
    if not helps and not actor.has(Role.MARKETING, Role.TELESALES):
        raise Refused(
            "plays.not_yours", "Only who works on the opportunity, marketing or telesales starts a play here."
        )
    at = max(at, run.offered_at or at)  # a job may have offered it while this waited for its turn
    version = _version_now(run, at)
    run.version, run.language = version, _language(version, language or run.language)
    run.person = _whom(run, opportunity, person_id, at)
    run.started_at, run.started_by_id = at, actor.id
    _prepare(run, opportunity, at)
    run.save(update_fields=["version", "language", "person", "started_at", "started_by"])
    count_minutes(actor, Act.START, opportunity, at, run=run)
    tell(
        actor, "run.started", run, at, territory_id=opportunity.territory_id, opportunity=opportunity.pk,
        version=version.pk, language=language_name(run.language),
    )  # fmt: skip
    if helps and actor.id is not None:
        keep_approval(actor, run, opportunity, at)
    elif opportunity.owner is not None and opportunity.owner.is_active:
        letter = letters.to_approve(run, opportunity.owner)
        post(letter.to, letter.subject, letter.text, kind=letter.kind, at=at)
    return run


def _version_now(run: PlayRun, at: datetime) -> PlayVersion:
    """The approved version of the play that was offered: until it is started a newer one takes its place."""
    for version in approved_versions(at):
        if version.play_id == run.version.play_id:
            return version
    message = "This play is no longer approved, or past its review; marketing looks at it first."
    raise Refused("plays.not_current", message)


def _language(version: PlayVersion, language: str) -> str:
    """The language asked for, or the play's first; empty where it has none."""
    if language and language not in version.languages:
        raise Refused("plays.unknown_language", "Choose a language that the play is in.", "language")
    return language or next(iter(version.languages), "")


def _whom(run: PlayRun, opportunity: Opportunity, person_id: int | None, at: datetime) -> Person | None:
    """Who is written to: who is named, else the first who may be; None where there is nobody."""
    people = to_write_to(opportunity, at, first=run.person)
    if person_id is None:
        return people[0] if people else None
    found = next((each for each in people if each.pk == person_id), None)
    if found is None:
        raise Refused("plays.unknown_person", "Choose somebody who takes part and may be written to.", "person")
    return found


def _prepare(run: PlayRun, opportunity: Opportunity, at: datetime) -> None:
    """Write the steps with their texts; those that cannot be performed here are skipped with the reason."""
    found = prepared(run.version, opportunity, run.person, run.language, at=at)
    if all(each.cannot for each in found):
        raise Refused("plays.nobody", "There is nobody to write to, and the play has no other step.")
    performers = _performers(run, opportunity)
    steps = RunStep.objects.bulk_create(
        RunStep(
            run=run, step=each.step, place=each.step.place, performer=each.step.performer,
            assigned_to_id=performers.get(each.step.performer), subject=each.subject, body=each.body,
            state=(StepState.SKIPPED if each.cannot else StepState.OPEN).value,
            ended_at=run.started_at if each.cannot else None, reason=each.cannot,
        )
        for each in found
    )  # fmt: skip
    through = RunStep.attached.through
    through.objects.bulk_create(
        through(runstep_id=step.pk, playdocument_id=document.pk)
        for step, each in zip(steps, found, strict=True)
        for document in each.attached
    )


def _performers(run: PlayRun, opportunity: Opportunity) -> dict[str, int | None]:
    """Who performs the steps of each side: the rep, the play's maker, whoever of telesales has fewest to do."""
    maker = with_role(Role.MARKETING).filter(pk=run.version.play.owner_id).first()
    callers: list[User] = list(with_role(Role.TELESALES).order_by("pk"))
    waiting = RunStep.objects.filter(state=StepState.OPEN)
    load = {user.pk: waiting.filter(assigned_to=user).count() for user in callers}
    return {
        Side.REP.value: opportunity.owner_id,
        Side.MARKETING.value: maker.pk if maker else None,
        Side.TELESALES.value: min(load, key=lambda pk: (load[pk], pk), default=None),
    }

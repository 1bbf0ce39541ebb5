"""Plays in use: taking one up, approving it, performing or skipping its steps, ending it, saying whether it helped."""

from datetime import datetime
from decimal import Decimal

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
from samebook.plays.actions.base import count_minutes, locked_run, tell, works_on
from samebook.plays.actions.offering import why
from samebook.plays.fitting import check_fits
from samebook.plays.languages import language_name
from samebook.plays.matching import fits_for, inside_words, need_of
from samebook.plays.merging import one_line
from samebook.plays.models import PlayRun, PlayVersion, RunStep
from samebook.plays.preparing import check_may_send, due_at, prepared, to_write_to
from samebook.plays.queries import approved_versions, runs_for, version_for
from samebook.plays.rules import (
    STARTERS,
    check_approved,
    check_may_approve_run,
    check_may_perform,
    check_minutes,
    check_neutral,
    check_reason,
    check_step_open,
)
from samebook.plays.terms import Act, Kind, Outcome, Side, StepState, Trigger
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
    version = _version_now(run, at)
    run.version, run.language = version, _language(version, language or run.language)
    run.person = _whom(run, opportunity, person_id, at)
    run.started_at, run.started_by_id = at, actor.id
    _prepare(run, opportunity)
    run.save(update_fields=["version", "language", "person", "started_at", "started_by"])
    count_minutes(actor, Act.START, opportunity, at, run=run)
    tell(
        actor, "run.started", run, at, territory_id=opportunity.territory_id, opportunity=opportunity.pk,
        version=version.pk, language=language_name(run.language),
    )  # fmt: skip
    if helps and actor.id is not None:
        _approve(actor, run, opportunity, at)
    elif opportunity.owner is not None and opportunity.owner.is_active:
        letter = letters.to_approve(run, opportunity.owner)
        post(letter.to, letter.subject, letter.text, kind=letter.kind, at=at)
    return run


@action
def approve_run(actor: Actor, run_id: int, *, at: datetime) -> PlayRun:
    """The rep lets a play be performed in their name; the clocks of its steps begin.

    Raises:
        Refused: ``plays.not_yours``, ``plays.nothing_to_approve``, ``buying.closed``.
        Missing: The run is not there, or not the actor's to see.
    """
    run = locked_run(actor, run_id)
    check_may_approve_run(actor, works_on_it=works_on(actor, run.opportunity))
    check_is_open(run.opportunity.outcome)
    if not run.waits_for_approval:
        raise Refused("plays.nothing_to_approve", "This play waits for no approval: it has one, or it has ended.")
    count_minutes(actor, Act.APPROVE, run.opportunity, at, run=run)
    _approve(actor, run, run.opportunity, at)
    return run


@action
def decline_run(actor: Actor, run_id: int, *, reason: str, at: datetime) -> PlayRun:
    """Do without a play that was offered or waits for approval.

    Raises:
        Refused: ``plays.not_yours``, ``plays.reason_missing``, ``plays.ended``.
    """
    run = locked_run(actor, run_id)
    check_may_approve_run(actor, works_on_it=works_on(actor, run.opportunity))
    if run.ended_at is not None or run.approved_at is not None:
        raise Refused("plays.ended", "This play runs or has ended; stop it instead.")
    _end(actor, run, Outcome.DECLINED, check_reason(reason), at)
    count_minutes(actor, Act.DECLINE, run.opportunity, at, run=run)
    return run


@action
def stop_run(actor: Actor, run_id: int, *, reason: str, at: datetime) -> PlayRun:
    """End a play before its steps are done; what is open is skipped for the same reason.

    Raises:
        Refused: ``plays.not_yours``, ``plays.not_approved``, ``plays.reason_missing``.
    """
    run = locked_run(actor, run_id)
    helps = works_on(actor, run.opportunity)
    check_may_perform(actor, Side.MARKETING.value, works_on_it=helps)
    check_approved(is_running=run.is_running)
    _end(actor, run, Outcome.STOPPED, check_reason(reason), at)
    count_minutes(actor, Act.STOP, run.opportunity, at, run=run)
    return run


@action
def do_step(actor: Actor, step_id: int, *, at: datetime, minutes: int | None = None) -> RunStep:
    """Perform a step: an e-mail is put in the outbox as it was approved, anything else is noted as done.

    Args:
        minutes: What it took the rep, where they say so.

    Raises:
        Refused: ``plays.not_approved``, ``plays.not_yours``, ``plays.step_ended``, ``plays.minutes``, and what
            ``check_may_send`` refuses.
        Missing: The step is not there, or not the actor's to see.
    """
    step = _step(actor, step_id)
    run = step.run
    check_minutes(minutes)
    if step.step.kind == Kind.EMAIL:
        person = check_may_send(run, run.opportunity, at)
        owner = run.opportunity.owner
        step.mail = post(
            person.email, step.subject, step.body, kind="plays.step", at=at,
            headers={"Reply-To": owner.email if owner else ""},
        )  # fmt: skip
    _end_step(actor, step, StepState.DONE, "", at, minutes=minutes)
    return step


@action
def skip_step(actor: Actor, step_id: int, *, reason: str, at: datetime) -> RunStep:
    """Leave a step out, and say why.

    Raises:
        Refused: ``plays.reason_missing``, and as ``do_step``.
    """
    step = _step(actor, step_id)
    _end_step(actor, step, StepState.SKIPPED, check_reason(reason), at)
    return step


@action
def reword(actor: Actor, step_id: int, *, subject: str, body: str, at: datetime) -> RunStep:
    """Write an e-mail otherwise, by who answers for it: who works on the opportunity. One that was sent stays.

    Raises:
        Refused: ``plays.not_yours``, ``plays.step_ended``, ``plays.no_email``, ``plays.step_texts``,
            ``plays.word_inside``.
    """
    step = _found_step(actor, step_id)
    check_may_approve_run(actor, works_on_it=works_on(actor, step.run.opportunity))
    check_step_open(step.state)
    if step.step.kind != Kind.EMAIL:
        raise Refused("plays.no_email", "Only an e-mail has a text.")
    if not subject.strip() or not body.strip():
        raise Refused("plays.step_texts", "An e-mail needs a subject and a text.", "subject")
    check_neutral([subject, body], inside_words(at))
    step.subject, step.body = one_line(subject)[:200], body.strip()[:10_000]
    step.save(update_fields=["subject", "body"])
    tell(actor, "step.reworded", step, at, territory_id=step.run.opportunity.territory_id, run=step.run_id)
    return step


@action
def say_helped(actor: Actor, run_id: int, *, helped: bool, at: datetime, note: str = "") -> PlayRun:
    """Say whether a play that was used helped; its maker is told.

    Raises:
        Refused: ``plays.not_yours``, ``plays.not_used``.
    """
    run = locked_run(actor, run_id)
    check_may_approve_run(actor, works_on_it=works_on(actor, run.opportunity))
    if run.approved_at is None:
        raise Refused("plays.not_used", "This play was not used, so it cannot have helped.")
    run.helped, run.helped_note = helped, " ".join(note.split())[:300]
    run.helped_at, run.helped_by_id = at, actor.id
    run.save(update_fields=["helped", "helped_note", "helped_at", "helped_by"])
    count_minutes(actor, Act.HELPED, run.opportunity, at, run=run)
    tell(actor, "run.helped", run, at, territory_id=run.opportunity.territory_id, helped="yes" if helped else "no")
    maker = run.version.play.owner
    if maker.is_active:
        letter = letters.helped(run, maker)
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
    if language and language not in version.languages:
        raise Refused("plays.unknown_language", "Choose a language that the play is in.", "language")
    return language or next(iter(version.languages), "")


def _whom(run: PlayRun, opportunity: Opportunity, person_id: int | None, at: datetime) -> Person | None:
    people = to_write_to(opportunity, at, first=run.person)
    if person_id is None:
        return people[0] if people else None
    found = next((each for each in people if each.pk == person_id), None)
    if found is None:
        raise Refused("plays.unknown_person", "Choose somebody who takes part and may be written to.", "person")
    return found


def _prepare(run: PlayRun, opportunity: Opportunity) -> None:
    found = prepared(run.version, opportunity, run.person, run.language)
    if all(each.cannot for each in found):
        raise Refused("plays.nobody", "There is nobody to write to, and the play has no other step.")
    performers = _performers(run, opportunity)
    RunStep.objects.bulk_create(
        RunStep(
            run=run, step=each.step, place=each.step.place, performer=each.step.performer,
            assigned_to_id=performers.get(each.step.performer), subject=each.subject, body=each.body,
            state=(StepState.SKIPPED if each.cannot else StepState.OPEN).value,
            ended_at=run.started_at if each.cannot else None, reason=each.cannot,
        )
        for each in found
    )  # fmt: skip


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


def _approve(actor: Actor, run: PlayRun, opportunity: Opportunity, at: datetime) -> None:
    run.approved_at, run.approved_by_id = at, actor.id
    run.save(update_fields=["approved_at", "approved_by"])
    for step in run.steps.filter(state=StepState.OPEN).select_related("step"):
        step.due_at = due_at(step.step.due_hours, opportunity, at)
        step.save(update_fields=["due_at"])
    tell(actor, "run.approved", run, at, territory_id=opportunity.territory_id, opportunity=opportunity.pk)


def _found_step(actor: Actor, step_id: int) -> RunStep:
    """The step, with its run locked."""
    run_id = RunStep.objects.filter(pk=step_id, run__in=runs_for(actor).order_by().values("pk")).values_list(
        "run", flat=True
    )
    found = run_id.first()
    if found is None:
        raise Missing("step")
    run = locked_run(actor, found)
    step = RunStep.objects.select_related("step").get(pk=step_id)
    step.run = run
    return step


def _step(actor: Actor, step_id: int) -> RunStep:
    """A step that the actor may end."""
    step = _found_step(actor, step_id)
    check_may_perform(actor, step.performer, works_on_it=works_on(actor, step.run.opportunity))
    check_approved(is_running=step.run.is_running)
    check_step_open(step.state)
    return step


def _end_step(
    actor: Actor, step: RunStep, state: StepState, reason: str, at: datetime, *, minutes: int | None = None
) -> None:
    run = step.run
    step.state, step.reason, step.minutes = state.value, reason, minutes
    step.ended_at, step.ended_by_id = at, actor.id
    step.save(update_fields=["state", "reason", "minutes", "ended_at", "ended_by", "mail"])
    count_minutes(actor, Act.STEP, run.opportunity, at, run=run)
    if minutes:
        count_minutes(actor, Act.OWN, run.opportunity, at, run=run, minutes=Decimal(minutes))
    tell(
        actor, f"step.{state.value}", step, at, territory_id=run.opportunity.territory_id, run=run.pk, place=step.place,
        reason=reason,
    )  # fmt: skip
    if not run.steps.filter(state=StepState.OPEN).exists():
        _end(actor, run, Outcome.DONE, "", at)


def _end(actor: Actor, run: PlayRun, outcome: Outcome, because: str, at: datetime) -> None:
    run.ended_at, run.outcome, run.ended_because = at, outcome.value, because
    run.save(update_fields=["ended_at", "outcome", "ended_because"])
    left = run.steps.filter(state=StepState.OPEN)
    left.update(state=StepState.SKIPPED, ended_at=at, ended_by=actor.id, reason=because or "The play ended.")
    tell(actor, "run.ended", run, at, territory_id=run.opportunity.territory_id, outcome=outcome.value, because=because)

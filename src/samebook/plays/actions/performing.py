"""Steps of a play in use: performing one, leaving one out, writing its e-mail otherwise."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from samebook.buying.models import Opportunity
from samebook.buying.rules import check_is_open
from samebook.company.queries import actor_for, local_day
from samebook.jobs.mail import post
from samebook.jobs.models import Mail
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.plays.actions.base import count_minutes, locked_run, tell, works_on
from samebook.plays.actions.ending import end_run
from samebook.plays.attaching import as_attachment, check_attached, current_documents
from samebook.plays.letters import STEP
from samebook.plays.matching import inside_words
from samebook.plays.merging import one_line
from samebook.plays.models import PlayDocument, PlayRun, RunStep
from samebook.plays.preparing import check_may_send
from samebook.plays.queries import run_step_for
from samebook.plays.rules import (
    check_approved,
    check_may_approve_run,
    check_may_perform,
    check_minutes,
    check_neutral,
    check_reason,
    check_step_open,
)
from samebook.plays.terms import Act, Kind, Outcome, StepState


@action
def do_step(actor: Actor, step_id: int, *, at: datetime, minutes: int | None = None) -> RunStep:
    """Perform a step: an e-mail is put in the outbox as it was approved, anything else is noted as done.

    Args:
        minutes: What it took the rep, where they say so.

    Raises:
        Refused: ``plays.not_approved``, ``plays.not_yours``, ``plays.step_ended``, ``plays.minutes``,
            ``plays.of_somebody_else``, and what ``check_may_send`` and ``check_attached`` refuse.
        Missing: The step is not there, or not the actor's to see.
    """
    step = _step(actor, step_id)
    run = step.run
    check_minutes(minutes)
    if step.step.kind == Kind.EMAIL:
        _check_answered_for(actor, run)
        person = check_may_send(run, run.opportunity, at)
        owner = run.opportunity.owner
        documents = list(step.attached.order_by("id"))
        check_attached(documents, may_go_with(run, at))
        step.mail = post(
            person.email, step.subject, step.body, kind=STEP, at=at,
            headers={"Reply-To": owner.email if owner else ""},
            attachments=[as_attachment(each) for each in documents],
        )  # fmt: skip
    _end_step(actor, step, StepState.DONE, "", at, minutes=minutes)
    return step


@action
def hold_back(mail: Mail, at: datetime) -> str:
    """Why an e-mail that waits in the outbox may not go out by now; its step is then skipped with that reason.

    The mail server may be away for days: people withdraw, hold-outs begin and sales end meanwhile.
    """
    step = RunStep.objects.filter(mail=mail).select_related("run").first()
    if step is None:
        return ""
    opportunity = Opportunity.objects.select_for_update().get(pk=step.run.opportunity_id)
    try:
        check_is_open(opportunity.outcome)
        check_may_send(step.run, opportunity, at)
    except Refused as refused:
        step.state, step.reason = StepState.SKIPPED.value, f"Not sent. {refused.message}"[:300]
        step.save(update_fields=["state", "reason"])
        tell(
            Actor.system("ticker"), "step.skipped", step, at, territory_id=opportunity.territory_id, run=step.run_id,
            place=step.place, reason=step.reason,
        )  # fmt: skip
        return step.reason
    return ""


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
def reword(
    actor: Actor, step_id: int, *, subject: str, body: str, attached: Collection[int] | None = None, at: datetime
) -> RunStep:
    """Write an e-mail otherwise, by who answers for it: who works on the opportunity. One that was sent stays.

    Args:
        attached: Ids of the play's files that go with it; those that are chosen stay when not given.

    Raises:
        Refused: ``plays.not_yours``, ``plays.step_ended``, ``plays.no_email``, ``plays.step_texts``,
            ``plays.word_inside``, and what ``check_attached`` refuses.
        Missing: A file is not one of the play's that may go with it.
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
    if attached is not None:
        current = {each.pk: each for each in may_go_with(step.run, at)}
        if set(attached) - set(current):
            raise Missing("document")
        chosen = [current[key] for key in sorted({*attached})]
        check_attached(chosen, current.values())
        step.attached.set(chosen)
    tell(actor, "step.reworded", step, at, territory_id=step.run.opportunity.territory_id, run=step.run_id)
    return step


def may_go_with(run: PlayRun, at: datetime) -> list[PlayDocument]:
    """The files that may go with the e-mails of a run now."""
    return current_documents(run.version.play_id, run.language, local_day(at))


def _found_step(actor: Actor, step_id: int) -> RunStep:
    """The step, with its run locked."""
    run = locked_run(actor, run_step_for(actor, step_id).run_id)
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
        end_run(actor, run, Outcome.DONE, "", at)


def _check_answered_for(actor: Actor, run: PlayRun) -> None:
    """Whoever sends an e-mail, or approved it, still works on the sale; the owner may have changed meanwhile.

    Raises:
        Refused: ``plays.of_somebody_else``.
    """
    approver = actor_for(run.approved_by) if run.approved_by is not None else actor
    if not works_on(actor, run.opportunity) and not works_on(approver, run.opportunity):
        message = (
            "The sale has gone to somebody else since this was approved; its owner sends it now, or stops the play."
        )
        raise Refused("plays.of_somebody_else", message)

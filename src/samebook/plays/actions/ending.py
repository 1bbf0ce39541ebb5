"""The end of a play in use, before its time or with its last step, and whether it helped."""

from datetime import datetime

from samebook.jobs.mail import post
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays import letters
from samebook.plays.actions.base import count_minutes, locked_run, tell, works_on
from samebook.plays.models import PlayRun
from samebook.plays.rules import check_approved, check_may_approve_run, check_may_perform, check_reason
from samebook.plays.terms import Act, Outcome, Side, StepState


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
    end_run(actor, run, Outcome.STOPPED, check_reason(reason), at)
    count_minutes(actor, Act.STOP, run.opportunity, at, run=run)
    return run


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


def end_run(actor: Actor, run: PlayRun, outcome: Outcome, because: str, at: datetime) -> None:
    """Note how a play in use ended; what is open of its steps is skipped for the same reason."""
    run.ended_at, run.outcome, run.ended_because = at, outcome.value, because
    run.save(update_fields=["ended_at", "outcome", "ended_because"])
    left = run.steps.filter(state=StepState.OPEN)
    left.update(state=StepState.SKIPPED, ended_at=at, ended_by=actor.id, reason=because or "The play ended.")
    tell(actor, "run.ended", run, at, territory_id=run.opportunity.territory_id, outcome=outcome.value, because=because)

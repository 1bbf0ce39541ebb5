"""The rep's word on a play that was started or offered: approving it, doing without it."""

from datetime import datetime

from samebook.buying.models import Opportunity
from samebook.buying.rules import check_is_open
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays.actions.base import count_minutes, locked_run, tell, works_on
from samebook.plays.actions.ending import end_run
from samebook.plays.models import PlayRun
from samebook.plays.preparing import due_at
from samebook.plays.rules import check_may_approve_run, check_reason, check_waits_for_approval
from samebook.plays.terms import Act, Outcome, StepState


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
    check_waits_for_approval(waits=run.waits_for_approval)
    at = max(at, run.started_at or at)
    count_minutes(actor, Act.APPROVE, run.opportunity, at, run=run)
    keep_approval(actor, run, run.opportunity, at)
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
    end_run(actor, run, Outcome.DECLINED, check_reason(reason), at)
    count_minutes(actor, Act.DECLINE, run.opportunity, at, run=run)
    return run


def keep_approval(actor: Actor, run: PlayRun, opportunity: Opportunity, at: datetime) -> None:
    """Note who approved a play; the clocks of its open steps begin. Who may is checked by the caller."""
    run.approved_at, run.approved_by_id = at, actor.id
    run.save(update_fields=["approved_at", "approved_by"])
    for step in run.steps.filter(state=StepState.OPEN).select_related("step"):
        step.due_at = due_at(step.step.due_hours, opportunity, at)
        step.save(update_fields=["due_at"])
    tell(actor, "run.approved", run, at, territory_id=opportunity.territory_id, opportunity=opportunity.pk)

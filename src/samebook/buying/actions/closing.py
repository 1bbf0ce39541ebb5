"""How an opportunity ends, and how it is opened again."""

from datetime import date, datetime

from samebook.accounts.models import Account
from samebook.buying import hooks
from samebook.buying.actions.base import save, source_of, tell, to_work_on
from samebook.buying.actions.moving import enter
from samebook.buying.models import Closing, Opportunity
from samebook.buying.pipelines import selling_at
from samebook.buying.recounting import recount, start_of
from samebook.buying.rules import (
    check_closing,
    check_is_closed,
    check_lost_reason,
    check_said,
    check_won_reason,
)
from samebook.company.queries import local_day, local_zone
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def close_won(
    actor: Actor, opportunity_id: int, *, closed_on: date, reason: str, at: datetime, seen: int | None = None
) -> Opportunity:
    """Record that the customer bought. The account becomes a customer."""
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    check_won_reason(reason, selling_at(at).won_reasons)
    check_closing(opened_on=opportunity.opened_on, closed_on=closed_on, today=local_day(at))
    _close(actor, opportunity, at, outcome="won", closed_on=closed_on, reason=reason)
    if opportunity.account_id is not None:
        Account.objects.filter(pk=opportunity.account_id).update(is_customer=True)
    return opportunity


@action
def close_lost(
    actor: Actor, opportunity_id: int, *, closed_on: date, reason: str, at: datetime, seen: int | None = None
) -> Opportunity:
    """Record that the customer did not buy, and why."""
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    check_lost_reason(reason, selling_at(at).lost_reasons)
    check_closing(opened_on=opportunity.opened_on, closed_on=closed_on, today=local_day(at))
    _close(actor, opportunity, at, outcome="lost", closed_on=closed_on, reason=reason)
    return opportunity


@action
def reopen(actor: Actor, opportunity_id: int, *, why: str, at: datetime, seen: int | None = None) -> Opportunity:
    """Open a closed opportunity again: it was closed by mistake, or the same project goes on.

    Its closing stays written as one that did not hold. The time between is in no stage. For a new sale to an account
    that was lost, `win_back` opens a new opportunity.

    Raises:
        Refused: ``buying.open``, ``buying.why_missing``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen, closed=True)
    check_is_closed(opportunity.outcome)
    why = check_said(why, "why it is opened again", "why")
    standing = Closing.objects.filter(opportunity=opportunity, reopened_at=None)
    if not standing.exists():  # closed before closings were kept
        _keep_closing(actor, opportunity, at)
    standing.update(reopened_at=at, reopened_by=actor.id, reopened_because=why)
    before = opportunity.outcome
    opportunity.outcome, opportunity.outcome_reason, opportunity.closed_on = Opportunity.Outcome.OPEN, "", None
    save(opportunity, "outcome", "outcome_reason", "closed_on")
    enter(actor, opportunity, at)
    tell(actor, "reopened", opportunity, at, before=before, why=why)
    return opportunity


def _close(actor: Actor, opportunity: Opportunity, at: datetime, *, outcome: str, closed_on: date, reason: str) -> None:
    opportunity.outcome, opportunity.closed_on, opportunity.outcome_reason = outcome, closed_on, reason[:100]
    save(opportunity, "outcome", "closed_on", "outcome_reason")
    _keep_closing(actor, opportunity, at)
    recount([opportunity.pk])
    tell(actor, outcome, opportunity, at, closed_on=closed_on, reason=reason[:100])
    for told in hooks.closed:
        told(actor, opportunity, at)


def _keep_closing(actor: Actor, opportunity: Opportunity, at: datetime) -> None:
    """The closing with its instant: now for today's, the first moment of an earlier day."""
    day = opportunity.closed_on or local_day(at)
    Closing.objects.create(
        opportunity=opportunity,
        outcome=opportunity.outcome,
        reason=opportunity.outcome_reason,
        closed_on=day,
        closed_at=at if day == local_day(at) else start_of(day, local_zone()),
        recorded_at=at,
        user_id=actor.id,
        origin=source_of(actor),
    )

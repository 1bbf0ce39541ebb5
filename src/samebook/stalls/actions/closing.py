"""How a stall ends: somebody says what ended it, the sale goes on to a later stage, or is won or lost."""

from datetime import datetime

from samebook.buying.actions.base import to_work_on
from samebook.buying.models import Closing, Opportunity
from samebook.buying.pipelines import way_of
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.stalls import hooks
from samebook.stalls.actions.base import LONGEST, tell
from samebook.stalls.models import Proposal, Stall
from samebook.stalls.queries import stall_for
from samebook.stalls.rules import check_ended, check_ended_by, check_open
from samebook.stalls.terms import Answer, EndedBy, Kind


@action
def close_stall(
    actor: Actor, stall_id: int, *, ended_by: str, at: datetime, words: str = "", until: datetime | None = None
) -> Stall:
    """Say what ended a stall.

    Args:
        until: When it ended; now when not given.

    Raises:
        Refused: ``stalls.closed``, ``stalls.unknown_end``, ``stalls.closed_before_opened``, ``stalls.ahead``,
            ``buying.not_yours``, ``access.denied``.
        Missing: The stall is not there, or not the actor's to see.
    """
    found = stall_for(actor, stall_id)
    opportunity = to_work_on(actor, found.opportunity_id, closed=True)
    stall = Stall.objects.select_for_update().get(pk=found.pk)
    check_open(stall.closed_at)
    check_ended_by(ended_by)
    until = until or max(at, stall.opened_at)
    check_ended(until, since=stall.opened_at, now=max(at, stall.opened_at))
    _end(actor, stall, EndedBy(ended_by), until, opportunity.territory_id, at, words=words)
    return stall


def end_with_sale(actor: Actor, opportunity: Opportunity, at: datetime) -> None:
    """A sale that is won or lost ends its stalls in that instant; one that began later lasts no time. A hook."""
    closing = Closing.objects.filter(opportunity=opportunity, reopened_at=None).first()
    ended = closing.closed_at if closing is not None else at
    for stall in _open_of(opportunity):
        _end(actor, stall, EndedBy(opportunity.outcome), max(ended, stall.opened_at), opportunity.territory_id, at)
    Proposal.objects.filter(opportunity=opportunity, answer=Answer.OPEN).update(answer=Answer.LAPSED, answered_at=at)


def end_with_stage(actor: Actor, opportunity: Opportunity, at: datetime) -> None:
    """A sale that enters a later stage than that of a stall has moved on; one that goes back has not. A hook."""
    waiting = Proposal.objects.filter(opportunity=opportunity, kind=Kind.AGE_IN_STAGE, answer=Answer.OPEN)
    waiting.update(answer=Answer.LAPSED, answered_at=at)
    stalls = _open_of(opportunity)
    if not stalls:
        return
    _, pipeline = way_of(opportunity, at)
    order = [stage.name for stage in pipeline.stages]
    if opportunity.stage not in order:
        return
    here = order.index(opportunity.stage)
    for stall in stalls:
        if stall.stage in order and order.index(stall.stage) < here:
            _end(actor, stall, EndedBy.MOVED_ON, max(at, stall.opened_at), opportunity.territory_id, at)


def _open_of(opportunity: Opportunity) -> list[Stall]:
    return list(Stall.objects.filter(opportunity=opportunity, closed_at=None).order_by("opened_at", "id"))


def _end(  # noqa: PLR0917 (private; what ended, how, when)
    actor: Actor, stall: Stall, by: EndedBy, until: datetime, territory_id: int | None, at: datetime, *, words: str = ""
) -> None:
    stall.closed_at, stall.closed_by_id = until, actor.id
    stall.ended_by, stall.words = by.value, words.strip()[:LONGEST]
    stall.save(update_fields=["closed_at", "closed_by", "ended_by", "words"])
    tell(actor, "closed", stall, territory_id, at)
    for told in hooks.closed:
        told(actor, stall, at)

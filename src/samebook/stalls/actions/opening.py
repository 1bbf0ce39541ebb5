"""Opening a stall: somebody says that a sale stands still, and why."""

from datetime import datetime

from samebook.buying.actions.base import source_of, to_work_on
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.stalls import hooks
from samebook.stalls.actions.base import LONGEST, closed_times, opening_of, people_of, place_of, tell
from samebook.stalls.models import Proposal, Stall
from samebook.stalls.rules import check_began, check_cause, check_person
from samebook.stalls.terms import Answer, Origin


@action
def open_stall(
    actor: Actor,
    opportunity_id: int,
    *,
    cause: str,
    at: datetime,
    person_id: int | None = None,
    note: str = "",
    since: datetime | None = None,
) -> Stall:
    """Say that an open sale stands still.

    Args:
        cause: By its name in the Book.
        person_id: Who stalls; None for nobody in particular.
        since: Since when; now when not given.

    Raises:
        Refused: ``stalls.unknown_cause``, ``stalls.unknown_person``, ``stalls.open_already``, ``stalls.ahead``,
            ``stalls.before_opening``, ``stalls.while_closed``, ``buying.closed``, ``buying.not_yours``,
            ``access.denied``.
        Missing: The opportunity is not there, or not the actor's to see.
    """
    opportunity = to_work_on(actor, opportunity_id)
    stall = kept(
        actor, opportunity, cause=cause, person_id=person_id, note=note, since=since or at, origin=source_of(actor),
        at=at,
    )  # fmt: skip
    waiting = Proposal.objects.filter(opportunity=opportunity, answer=Answer.OPEN)
    waiting.update(answer=Answer.LAPSED, answered_at=at)
    return stall


def kept(
    actor: Actor,
    opportunity: Opportunity,
    *,
    cause: str,
    person_id: int | None,
    note: str,
    since: datetime,
    origin: str,
    at: datetime,
    rule: str = "",
) -> Stall:
    """The stall of a locked opportunity, checked, written and told."""
    check_cause(cause, [each.name for each in selling_at(at).causes])
    check_person(person_id, at_account=people_of(opportunity) if person_id is not None else ())
    if since != at:
        check_began(since, now=at, opened_at=opening_of(opportunity), closed=closed_times(opportunity))
    here = Stall.objects.filter(opportunity=opportunity, cause=cause, person=person_id, closed_at=None)
    if here.exists():
        raise Refused("stalls.open_already", "This stall is open already.", "cause")
    stage, decision = place_of(opportunity, since, at)
    stall = Stall.objects.create(
        opportunity=opportunity,
        cause=cause,
        person_id=person_id,
        decision=decision,
        stage=stage,
        opened_at=since,
        opened_by_id=actor.id,
        origin=Origin(origin).value,
        rule=rule,
        note=note.strip()[:LONGEST],
        recorded_at=at,
    )
    tell(actor, "opened", stall, opportunity.territory_id, at)
    for told in hooks.opened:
        told(actor, stall, at)
    return stall

"""Stalls that the Book's rules propose: the clock looks, a person confirms or waves off."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from samebook.buying.actions.base import to_work_on
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.stalls.actions.base import closed_times, opening_of
from samebook.stalls.actions.opening import kept
from samebook.stalls.looking import batch_after, occasions_in, sales_still_open
from samebook.stalls.models import Proposal, Stall, Sweep
from samebook.stalls.occasions import Occasion
from samebook.stalls.queries import proposals_for
from samebook.stalls.rules import check_not_answered
from samebook.stalls.terms import Answer, Origin

A_BATCH = 500
"""How many sales the clock looks at in one turn."""
A_ROUND = timedelta(hours=1)
"""A round begins when the last one began so long ago, and is over."""


def look_for_stalls(*, at: datetime) -> int:
    """Look at the next open sales, and keep what the rules propose. Returns how many sales were looked at."""
    sweep = Sweep.objects.filter(pk=1).first() or Sweep(pk=1)
    if sweep.ended_at is not None and sweep.begun_at is not None and at < sweep.begun_at + A_ROUND:
        return 0
    after = 0 if sweep.ended_at is not None else sweep.after
    batch = batch_after(after, A_BATCH)
    found = occasions_in(batch, selling_at(at), at=at) if batch else []
    _keep(batch, found, after, sweep.after, at=at)
    return len(batch)


@action
def confirm_proposal(
    actor: Actor, proposal_id: int, *, at: datetime, cause: str = "", person_id: int | None = None, note: str = ""
) -> Stall:
    """A sale has stalled indeed, since when the rule says.

    Args:
        cause: Instead of the rule's; needed where the rule has none.

    Raises:
        Refused: ``stalls.answered``, ``stalls.cause_missing``, or as ``open_stall``.
        Missing: The proposal is not there, or not the actor's to see.
    """
    proposal, opportunity = _to_answer(actor, proposal_id)
    cause = cause or proposal.cause
    if not cause:
        raise Refused("stalls.cause_missing", "Say what keeps it from going on.", "cause")
    ends = [span.until for span in closed_times(opportunity) if span.until is not None]
    since = min(max(proposal.since, opening_of(opportunity), *ends), at)
    stall = kept(
        actor, opportunity, cause=cause, person_id=person_id, note=note, since=since, origin=Origin.RULE,
        rule=proposal.rule, at=at,
    )  # fmt: skip
    proposal.stall = stall
    _answer(actor, proposal, Answer.CONFIRMED, opportunity.territory_id, at)
    others = Proposal.objects.filter(opportunity=opportunity, answer=Answer.OPEN)
    others.update(answer=Answer.LAPSED, answered_at=at)
    return stall


@action
def wave_off(actor: Actor, proposal_id: int, *, at: datetime) -> Proposal:
    """It has not stalled; this occasion is not proposed again.

    Raises:
        Refused: ``stalls.answered``, ``buying.closed``, ``buying.not_yours``, ``access.denied``.
        Missing: The proposal is not there, or not the actor's to see.
    """
    proposal, opportunity = _to_answer(actor, proposal_id)
    _answer(actor, proposal, Answer.WAVED_OFF, opportunity.territory_id, at)
    return proposal


def _to_answer(actor: Actor, proposal_id: int) -> tuple[Proposal, Opportunity]:
    found = proposals_for(actor, answered=True).filter(pk=proposal_id).first()
    if found is None:
        raise Missing("proposal")
    opportunity = to_work_on(actor, found.opportunity_id)
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    check_not_answered(proposal.answer)
    return proposal, opportunity


def _answer(actor: Actor, proposal: Proposal, answer: Answer, territory_id: int | None, at: datetime) -> None:
    proposal.answer, proposal.answered_at, proposal.answered_by_id = answer.value, at, actor.id
    proposal.save(update_fields=["answer", "answered_at", "answered_by", "stall"])
    _tell(actor, answer.value, proposal, territory_id, at)


@action
def _keep(batch: Sequence[Opportunity], found: Sequence[Occasion], after: int, seen: int, *, at: datetime) -> None:
    """Write what is new, let lapse what is no longer so, and note how far the clock has come."""
    actor = Actor.system("ticker")
    Sweep.objects.get_or_create(pk=1)
    sweep = Sweep.objects.select_for_update().get(pk=1)
    if sweep.after != seen:
        return  # another process has gone on meanwhile
    sweep.begun_at = at if after == 0 else sweep.begun_at
    sweep.after = batch[-1].pk if batch else after
    sweep.ended_at = at if len(batch) < A_BATCH else None
    sweep.save()
    new, gone = _differing({each.pk for each in batch}, found)
    touched = {one.opportunity_id for one in new} | {each.opportunity_id for each in gone}
    if touched:
        still = sales_still_open(touched)  # somebody may have answered, or closed the sale, since it was looked at
        new, gone = _differing({each.pk for each in still}, occasions_in(still, selling_at(at), at=at))
    territory = {each.pk: each.territory_id for each in batch}
    made = [
        Proposal(
            opportunity_id=one.opportunity_id, rule=one.rule, kind=one.kind, cause=one.cause, occasion=one.at,
            since=one.since, count=one.count, proposed_at=at,
        )
        for one in new
    ]  # fmt: skip
    Proposal.objects.bulk_create(made)
    Proposal.objects.filter(pk__in=[each.pk for each in gone]).update(answer=Answer.LAPSED, answered_at=at)
    for verb, proposals in (("proposed", made), ("lapsed", gone)):
        for each in proposals:
            _tell(actor, verb, each, territory.get(each.opportunity_id), at)


def _differing(sales: Collection[int], found: Sequence[Occasion]) -> tuple[list[Occasion], list[Proposal]]:
    """What holds and is not written yet, and what waits for an answer and holds no more."""
    here = list(Proposal.objects.filter(opportunity__in=sales).order_by("pk"))
    known = {(each.opportunity_id, each.rule, each.occasion) for each in here}
    holds = {(one.opportunity_id, one.rule, one.at) for one in found}
    new = [one for one in found if (one.opportunity_id, one.rule, one.at) not in known]
    waiting = [each for each in here if each.answer == Answer.OPEN]
    return new, [each for each in waiting if (each.opportunity_id, each.rule, each.occasion) not in holds]


def _tell(actor: Actor, verb: str, proposal: Proposal, territory_id: int | None, at: datetime) -> None:
    said = {"opportunity": proposal.opportunity_id, "rule": proposal.rule,
            "cause": proposal.stall.cause if proposal.stall else proposal.cause}  # fmt: skip
    record(
        actor, f"stalls.proposal.{verb}", proposal, happened_at=at, territory_id=territory_id,
        detail={key: value for key, value in said.items() if value},
    )  # fmt: skip

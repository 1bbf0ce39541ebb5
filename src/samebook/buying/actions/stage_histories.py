"""Stages that files say were entered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import Done, found, known_ids, record_history
from samebook.buying.histories import check_instant, check_stage_name
from samebook.buying.models import Opportunity, StageChange
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.recounting import recount
from samebook.buying.terms import Source
from samebook.company.queries import local_day
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

ENDS = ("won", "lost")
"""Words for how a sale ends, which some systems keep among the stages; the closing itself says it."""


@dataclass(frozen=True, slots=True)
class StageSaid:
    """A stage that a file says was entered. ``opens``: a sale that nobody knows is opened by its first entry."""

    opportunity: str
    stage: str
    at: datetime
    resource: str = ""
    opens: bool = False


@action
def bring_stages(actor: Actor, said: Sequence[StageSaid], *, at: datetime) -> list[Done]:
    """Keep the stages that files say were entered; one that is known already adds nothing.

    Returns:
        An answer per entry, in their order.

    Raises:
        Refused: ``access.denied``. What is wrong with one entry is its answer: ``buying.unknown_opportunity``,
            ``buying.stage_missing``, ``buying.stage_too_long``, ``buying.no_offset``, ``day.outside``,
            ``buying.happened_ahead``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    selling = selling_at(at)
    known = known_ids({each.opportunity for each in said})
    known |= _opened(actor, [each for each in said if each.opens and each.opportunity not in known], selling, at)
    here, decisions = _entered(known.values()), _decisions(known.values(), selling)
    done: list[Done] = []
    new: list[StageChange] = []
    for each in said:
        try:
            stage = check_stage_name(each.stage)
            check_instant(each.at, now=at)
            opportunity = found(each.opportunity, known)
        except Refused as refused:
            done.append(refused)
            continue
        key = (opportunity, stage, each.at)
        if stage.lower() in ENDS or key in here:
            done.append(("unchanged", opportunity))
            continue
        here.add(key)
        new.append(_change(each, opportunity, stage, decisions.get((opportunity, stage), ""), at))
        done.append(("created", opportunity))
    StageChange.objects.bulk_create(new)
    _open_no_later(new)
    recount({change.opportunity_id for change in new}, {each.name: each for each in selling.pipelines})
    record_history(actor, new, at)
    return done


def _entered(opportunities: Collection[int]) -> set[tuple[int, str, datetime]]:
    """The entries that are known: opportunity, stage, instant. What was assumed is not among them."""
    changes = StageChange.objects.filter(opportunity__in=opportunities).exclude(origin=Source.ASSUMED)
    return set(changes.values_list("opportunity_id", "stage", "happened_at"))


def _decisions(opportunities: Collection[int], selling: Selling) -> dict[tuple[int, str], str]:
    """The decision that each stage of an opportunity's pipeline is about."""
    stages = {pipeline.name: pipeline.stages for pipeline in selling.pipelines}
    pipelines = Opportunity.objects.filter(pk__in=opportunities).values_list("pk", "pipeline")
    return {(pk, stage.name): stage.decision for pk, name in pipelines for stage in stages.get(name, ())}


def _change(said: StageSaid, opportunity: int, stage: str, decision: str, at: datetime) -> StageChange:
    return StageChange(
        opportunity_id=opportunity,
        stage=stage,
        decision=decision,
        happened_at=said.at,
        recorded_at=at,
        origin=Source.IMPORT,
        resource=said.resource[:100],
    )


def _opened(actor: Actor, said: Sequence[StageSaid], selling: Selling, at: datetime) -> dict[str, int]:
    """Open what a log of events is about, on the day of its first entry."""
    first: dict[str, StageSaid] = {}
    for each in said:
        if each.opportunity and each.at.tzinfo is not None and each.at <= at:
            first[each.opportunity] = min(first.get(each.opportunity, each), each, key=lambda one: one.at)
    pipeline = selling.pipelines[0].name
    new = [
        Opportunity(
            external_id=key[:100],
            origin="import",
            name=key[:200],
            pipeline=pipeline,
            edition_id=selling.edition_id,
            stage=" ".join(each.stage.split())[:40] or selling.pipelines[0].stages[0].name,
            opened_on=local_day(each.at),
            created_at=at,
        )
        for key, each in first.items()
    ]
    Opportunity.objects.bulk_create(new)
    for one in new:
        record(
            actor, "buying.opportunity.imported", one, happened_at=at, origin=Entry.Origin.IMPORT,
            detail={"opened_on": one.opened_on, "outcome": "open", "closed_on": None},
        )  # fmt: skip
    return {one.external_id: one.pk for one in new if one.external_id}


def _open_no_later(changes: Sequence[StageChange]) -> None:
    """What a log opened begins with its first entry, also where a later row says an earlier one."""
    first: dict[int, date] = {}
    for change in changes:
        day = local_day(change.happened_at)
        first[change.opportunity_id] = min(first.get(change.opportunity_id, day), day)
    by_log = Opportunity.objects.filter(pk__in=first, origin="import", account=None, stage_changes__isnull=False)
    for opportunity in by_log.exclude(stage_changes__origin=Source.ASSUMED).distinct():
        if first[opportunity.pk] < opportunity.opened_on:
            opportunity.opened_on = first[opportunity.pk]
            opportunity.save(update_fields=["opened_on"])

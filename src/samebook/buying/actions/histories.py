"""Histories that files bring: stages entered, close dates as they were said, ids that were merged."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.histories import check_instant, check_stage_name
from samebook.buying.models import CloseDateMove, FormerId, Opportunity, StageChange
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


@dataclass(frozen=True, slots=True)
class DateSaid:
    """The close date that a file says was expected from an instant on; ``before`` where it says that too."""

    opportunity: str
    day: date | None
    at: datetime
    before: date | None = None
    why: str = ""


Done = tuple[str, int | None] | Refused
"""created or unchanged, with the opportunity's id; or why not."""


@action
def bring_stages(actor: Actor, said: Sequence[StageSaid], *, at: datetime) -> list[Done]:
    """Keep the stages that files say were entered; one that is known already adds nothing.

    Raises:
        Refused: ``access.denied``. What is wrong with one entry is its answer: ``buying.unknown_opportunity``,
            ``buying.stage_missing``, ``buying.stage_too_long``, ``buying.no_offset``, ``day.outside``,
            ``buying.happened_ahead``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    selling = selling_at(at)
    known = _known({each.opportunity for each in said})
    known |= _opened(actor, [each for each in said if each.opens and each.opportunity not in known], selling, at)
    here = set(
        StageChange.objects.filter(opportunity__in=known.values())
        .exclude(origin=Source.ASSUMED)
        .values_list("opportunity_id", "stage", "happened_at")
    )
    decisions = {(p.name, s.name): s.decision for p in selling.pipelines for s in p.stages}
    pipelines = dict(Opportunity.objects.filter(pk__in=known.values()).values_list("pk", "pipeline"))
    done: list[Done] = []
    new: list[StageChange] = []
    for each in said:
        try:
            stage = check_stage_name(each.stage)
            check_instant(each.at, now=at)
            opportunity = _found(each.opportunity, known)
        except Refused as refused:
            done.append(refused)
            continue
        key = (opportunity, stage, each.at)
        if stage.lower() in ENDS or key in here:
            done.append(("unchanged", opportunity))
            continue
        here.add(key)
        new.append(
            StageChange(
                opportunity_id=opportunity,
                stage=stage,
                decision=decisions.get((pipelines.get(opportunity, ""), stage), ""),
                happened_at=each.at,
                recorded_at=at,
                origin=Source.IMPORT,
                resource=each.resource[:100],
            )
        )
        done.append(("created", opportunity))
    StageChange.objects.bulk_create(new)
    touched = {change.opportunity_id for change in new}
    _open_no_later(new)
    recount(touched, {each.name: each for each in selling.pipelines})
    _tell(actor, new, at)
    return done


@action
def bring_close_dates(actor: Actor, said: Sequence[DateSaid], *, at: datetime) -> list[Done]:
    """Keep the moves of close dates that follow from what files say was expected from when on.

    What an opportunity expects now stays as its own record says.

    Raises:
        Refused: ``access.denied``. What is wrong with one entry is its answer, as for ``bring_stages``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    known = _known({each.opportunity for each in said})
    done: list[Done] = []
    rows: dict[int, CloseDateMove] = {}
    for place, each in enumerate(said):
        try:
            check_instant(each.at, now=at)
            opportunity = _found(each.opportunity, known)
        except Refused as refused:
            done.append(refused)
            continue
        rows[place] = CloseDateMove(
            opportunity_id=opportunity,
            from_date=each.before,
            to_date=each.day,
            happened_at=each.at,
            recorded_at=at,
            origin=Source.IMPORT,
            why=each.why[:500],
        )
        done.append(("unchanged", opportunity))
    kept = _linked(list(rows.values()))
    recount({row.opportunity_id for row in rows.values()})
    _tell(actor, [row for row in rows.values() if id(row) in kept], at)
    return [("created", rows[place].opportunity_id) if place in rows and id(rows[place]) in kept else answer
            for place, answer in enumerate(done)]  # fmt: skip


@action
def bring_merges(actor: Actor, said: Sequence[tuple[str, str]], *, at: datetime) -> list[Done]:
    """Know an opportunity by the ids that were merged into its own; histories of these are its own.

    Args:
        said: The id that stays and the one that went.

    Raises:
        Refused: As an answer: ``buying.unknown_opportunity``, ``buying.both_here``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    known = _known({each for pair in said for each in pair})
    former = dict(
        FormerId.objects.filter(external_id__in=[gone for _, gone in said]).values_list("external_id", "opportunity_id")
    )
    done: list[Done] = []
    for stays, gone in said:
        here = known.get(stays)
        if here is None:
            done.append(_nobody("opportunity_external_id"))
        elif former.get(gone) == here or gone == stays:
            done.append(("unchanged", here))
        elif gone in known:
            message = "Both are opportunities here, each with its own record; close the one that went, with its reason."
            done.append(Refused("buying.both_here", message, "merged_external_id"))
        else:
            FormerId.objects.create(external_id=gone[:100], opportunity_id=here, recorded_at=at)
            former[gone] = known[gone] = here
            done.append(("created", here))
    return done


def _known(ids: Collection[str]) -> dict[str, int]:
    """Opportunities by their external id, and by those that were merged into it."""
    found = dict(FormerId.objects.filter(external_id__in=ids).values_list("external_id", "opportunity_id"))
    return found | {
        key: pk for key, pk in Opportunity.objects.filter(external_id__in=ids).values_list("external_id", "id") if key
    }


def _found(key: str, known: Mapping[str, int]) -> int:
    if key not in known:
        raise _nobody("opportunity_external_id")
    return known[key]


def _nobody(field: str) -> Refused:
    return Refused("buying.unknown_opportunity", "No opportunity has this external id; import them first.", field)


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


def _linked(new: Sequence[CloseDateMove]) -> set[int]:
    """Put moves among those that are there, in the order they happened; what moves nothing is not kept.

    Returns:
        The ``id()`` of each that was kept.
    """
    ids = {move.opportunity_id for move in new}
    lines: dict[int, list[CloseDateMove]] = defaultdict(list)
    for move in CloseDateMove.objects.filter(opportunity__in=ids).order_by("happened_at", "id"):
        lines[move.opportunity_id].append(move)
    for move in new:
        lines[move.opportunity_id].append(move)
    kept: set[int] = set()
    create: list[CloseDateMove] = []
    change: list[CloseDateMove] = []
    gone: list[int] = []
    fresh = {id(move) for move in new}
    for moves in lines.values():
        recorded = [move for move in moves if move.origin != Source.ASSUMED]
        gone += [move.pk for move in moves if move.origin == Source.ASSUMED]
        recorded.sort(key=lambda move: move.happened_at)
        before: date | None = recorded[0].from_date
        for move in recorded:
            if move.to_date == before:
                gone += [move.pk] if id(move) not in fresh else []
                continue
            if id(move) in fresh:
                move.from_date = before
                create.append(move)
                kept.add(id(move))
            elif move.from_date != before:
                move.from_date = before
                change.append(move)
            before = move.to_date
    CloseDateMove.objects.filter(pk__in=gone).delete()
    CloseDateMove.objects.bulk_update(change, ["from_date"])
    CloseDateMove.objects.bulk_create(create)
    return kept


def _tell(actor: Actor, rows: Sequence[StageChange | CloseDateMove], at: datetime) -> None:
    """One entry for each opportunity whose history came."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[row.opportunity_id] += 1
    for opportunity in Opportunity.objects.filter(pk__in=counts).only("pk", "territory_id"):
        record(
            actor, "buying.opportunity.history_imported", opportunity, happened_at=at, origin=Entry.Origin.IMPORT,
            territory_id=opportunity.territory_id, detail={"entries": counts[opportunity.pk]},
        )  # fmt: skip

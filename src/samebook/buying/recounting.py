"""What follows from the entries of a history, kept beside them: visits, the stage, since when, slipped or not."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, tzinfo

from samebook.book.pipelines import Pipeline
from samebook.buying.histories import Closed, Entered, Visit, visits_of
from samebook.buying.models import CloseDateMove, Closing, Opportunity, StageChange
from samebook.buying.terms import Source
from samebook.company.queries import local_zone
from samebook.jobs.rows import update

READ = ("opportunity_id", "stage", "happened_at", "origin", "left_at", "visit", "flaw")
KEPT = ("left_at", "visit", "flaw")
"""What follows for an entry, and below for its opportunity."""
FOLLOWS = ("stage", "stage_entered_at", "slipped_at")


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in the company's zone, which ``company.queries.local_zone`` tells: jobs, programs and
    commands run in none."""
    return datetime.combine(day, time(), zone)


def recount(opportunity_ids: Collection[int], pipelines: dict[str, Pipeline] | None = None) -> None:
    """Read the histories of opportunities anew and keep what follows: five queries for all, and a write of what is new.

    An opportunity whose stage people have never moved takes the stage that its history ends with.

    Args:
        pipelines: By name, to tell unknown stages; None to tell none.
    """
    found = Opportunity.objects.filter(pk__in=opportunity_ids).only("pipeline", "opened_on", *FOLLOWS)
    opportunities = {each.pk: each for each in found}
    before = {each.pk: _follows(each) for each in opportunities.values()}
    entries: dict[int, list[StageChange]] = defaultdict(list)
    changed = StageChange.objects.filter(opportunity__in=opportunities).only(*READ).order_by("happened_at", "id")
    for change in changed:
        entries[change.opportunity_id].append(change)
    closed: dict[int, list[Closed]] = defaultdict(list)
    for closing in Closing.objects.filter(opportunity__in=opportunities).order_by("closed_at", "id"):
        closed[closing.opportunity_id].append(Closed(closing.closed_at, closing.reopened_at))
    later = _moved_later(opportunities)
    zone = local_zone()
    changes: list[StageChange] = []
    for opportunity in opportunities.values():
        own = entries[opportunity.pk]
        pipeline = (pipelines or {}).get(opportunity.pipeline)
        visits = visits_of(
            [Entered(c.pk, c.stage, c.happened_at, c.origin == Source.ASSUMED) for c in own],
            opened_at=start_of(opportunity.opened_on, zone),
            closed=closed[opportunity.pk],
            known=[stage.name for stage in pipeline.stages] if pipeline else (),
        )
        changes += _kept(own, visits)
        last = next((each for each in reversed(visits) if each.number is not None), None)
        if last is not None:
            if all(change.origin in (Source.IMPORT, Source.ASSUMED) for change in own):
                opportunity.stage = last.stage
            opportunity.stage_entered_at = last.entered_at
        since = opportunity.stage_entered_at
        slips = [at for at in later[opportunity.pk] if since is None or at >= since]
        opportunity.slipped_at = min(slips, default=None)
    update(changes, KEPT)
    update([each for each in opportunities.values() if _follows(each) != before[each.pk]], FOLLOWS)


def _follows(opportunity: Opportunity) -> tuple[object, ...]:
    """What of an opportunity follows from its history."""
    return tuple(getattr(opportunity, name) for name in FOLLOWS)


def _kept(entries: list[StageChange], visits: list[Visit]) -> list[StageChange]:
    """The entries of which something else follows than before."""
    by_key = {visit.key: visit for visit in visits}
    changed = []
    for entry in entries:
        visit = by_key[entry.pk]
        follows = (visit.left_at, visit.number, visit.flaw)
        if (entry.left_at, entry.visit, entry.flaw) != follows:
            entry.left_at, entry.visit, entry.flaw = follows
            changed.append(entry)
    return changed


def _moved_later(opportunities: Collection[int]) -> dict[int, list[datetime]]:
    moves = CloseDateMove.objects.filter(
        opportunity__in=opportunities, from_date__isnull=False, to_date__isnull=False
    ).values_list("opportunity_id", "from_date", "to_date", "happened_at")
    later: dict[int, list[datetime]] = defaultdict(list)
    for opportunity_id, before, after, at in moves:
        if before is not None and after is not None and after > before:
            later[opportunity_id].append(at)
    return later

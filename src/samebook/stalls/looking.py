"""What the clock sees of a batch of open sales: so many queries for all of them, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Max, QuerySet

from samebook.book.durations import Duration, Unit
from samebook.buying.models import CloseDateMove, Opportunity
from samebook.buying.pipelines import Selling
from samebook.company.clock import BusinessClock
from samebook.company.queries import clocks_of_teams
from samebook.groups.models import Contact
from samebook.stalls import hooks
from samebook.stalls.models import MovedMeeting, Proposal, Stall
from samebook.stalls.occasions import Occasion, Seen, occasions
from samebook.stalls.terms import Answer

JUDGED = (Answer.CONFIRMED, Answer.WAVED_OFF)


def batch_after(after: int, size: int) -> list[Opportunity]:
    """The next open opportunities by id."""
    return list(_open_sales().filter(pk__gt=after)[:size])


def sales_still_open(ids: Collection[int]) -> list[Opportunity]:
    """Those of the sales that are open, locked, as they stand now."""
    return list(_open_sales().filter(pk__in=ids).select_for_update(of=("self",)))


def _open_sales() -> QuerySet[Opportunity]:
    rows: QuerySet[Opportunity] = Opportunity.objects.filter(outcome="open").select_related("owner")
    return rows.only("pipeline", "stage", "stage_entered_at", "territory_id", "owner__team_id").order_by("pk")


def occasions_in(batch: Sequence[Opportunity], selling: Selling, *, at: datetime) -> list[Occasion]:
    """Where a rule holds for sales that have no open stall. Nine queries, and those of the hooks."""
    ids = [each.pk for each in batch]
    stalled = set(Stall.objects.filter(opportunity__in=ids, closed_at=None).values_list("opportunity_id", flat=True))
    floors = dict(
        Stall.objects.filter(opportunity__in=ids, closed_at__isnull=False)
        .values("opportunity_id")
        .annotate(last=Max("closed_at"))
        .values_list("opportunity_id", "last")
    )
    judged: dict[int, dict[str, datetime]] = defaultdict(dict)
    for opportunity_id, rule, occasion in (
        Proposal.objects.filter(opportunity__in=ids, answer__in=JUDGED)
        .values("opportunity_id", "rule")
        .annotate(last=Max("occasion"))
        .values_list("opportunity_id", "rule", "last")
    ):
        judged[opportunity_id][rule] = occasion
    moves, meetings, tried = _moves(ids), _meetings(ids), _tried(ids)
    clocks = clocks_of_teams({each.owner.team_id if each.owner else None for each in batch})
    found: list[Occasion] = []
    for each in batch:
        if each.pk in stalled:
            continue
        pipeline = selling.named(each.pipeline)
        seen = Seen(
            each.pk, pipeline.stage(each.stage) if pipeline else None, each.stage_entered_at, moves[each.pk],
            meetings[each.pk], tried.get(each.pk), floors.get(each.pk), judged[each.pk],
        )  # fmt: skip
        clock = clocks[each.owner.team_id if each.owner else None]

        def business(start: datetime, days: int, clock: BusinessClock = clock) -> datetime:
            return clock.add(start, Duration(days, Unit.DAY, business=True))

        found += occasions(selling.stall_rules, seen, now=at, business=business)
    return found


def _moves(ids: Sequence[int]) -> dict[int, list[tuple[datetime, int]]]:
    """Moves to a later date, in order."""
    rows = CloseDateMove.objects.filter(opportunity__in=ids, from_date__isnull=False, to_date__isnull=False)
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for move in rows.order_by("happened_at", "id"):
        if (move.days or 0) > 0:
            found[move.opportunity_id].append((move.happened_at, move.days or 0))
    return found


def _meetings(ids: Sequence[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = MovedMeeting.objects.filter(opportunity__in=ids).order_by("happened_at", "id")
    for opportunity_id, at in rows.values_list("opportunity_id", "happened_at"):
        found[opportunity_id].append(at)
    return found


def _tried(ids: Sequence[int]) -> dict[int, datetime]:
    """The last try of each sale that nobody answered, nor a contact of its group since."""
    tries: dict[int, datetime] = {}
    for ask in hooks.unanswered:
        for opportunity_id, at in ask(ids).items():
            tries[opportunity_id] = max(at, tries.get(opportunity_id, at))
    last: dict[int, datetime] = {}
    for ask in hooks.answered:
        for opportunity_id, at in ask([*tries]).items():
            last[opportunity_id] = max(at, last.get(opportunity_id, at))
    reached = Contact.objects.filter(opportunity__in=tries).values("opportunity_id").annotate(last=Max("happened_at"))
    for opportunity_id, at in reached.order_by().values_list("opportunity_id", "last"):
        last[opportunity_id] = max(at, last.get(opportunity_id, at))
    return {key: at for key, at in tries.items() if key not in last or last[key] < at}

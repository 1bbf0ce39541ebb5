"""The list and the board of opportunities: few columns of each, in a number of queries that does not grow with rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from samebook.book.pipelines import Pipeline
from samebook.buying import hooks
from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunities_for
from samebook.buying.rules import slipped_since
from samebook.buying.terms import stage_name
from samebook.company.queries import territory_ids_below
from samebook.kernel.access import Actor
from samebook.kernel.money import Money

COLUMNS = (
    "name", "pipeline", "stage", "stage_entered_at", "slipped_at", "forecast", "amount", "currency", "opened_on",
    "expected_close_date", "outcome", "outcome_reason", "closed_on", "account__name", "owner__name",
    "territory__name", "created_at",
)  # fmt: skip
SORTS = {
    "name": ("name", "id"),
    "opened": ("opened_on", "id"),
    "decision": ("expected_close_date", "id"),
}
CARDS = 25
"""How many cards a column shows; the list has the rest."""


@dataclass(frozen=True, slots=True)
class Card:
    """One open opportunity on the board.

    Attributes:
        days: Whole days in its stage.
        slipped: Whole days without a move to another stage since its close date slipped; None when it did not.
        is_overdue: Whether the day on which it should have been decided is past.
        parts: What the chapters above show on it: a template and what it is given as ``found``; a ``stall`` in it takes
            the place of the days that the card itself reckons.
    """

    opportunity: Opportunity
    days: int
    slipped: int | None
    is_overdue: bool
    parts: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def has_stall(self) -> bool:
        return any(found.get("stall") for _, found in self.parts)


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: its open opportunities, the next decision first, and what they come to in each currency.

    Attributes:
        is_known: Whether it is a stage of the pipeline; others are left for one that is.
        expected_days: What the Book says a sale usually stays; None when it says nothing.
    """

    stage: str
    label: str
    cards: list[Card]
    count: int
    sums: list[Money]
    decision: str = ""
    is_known: bool = True
    expected_days: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many open opportunities each stage of each pipeline holds, and what they come to. One query for all."""

    counts: Mapping[tuple[str, str], int]
    sums: Mapping[tuple[str, str], list[Money]]

    @property
    def pipelines(self) -> list[str]:
        return sorted({pipeline for pipeline, _ in self.counts})


def narrowed(opportunities: QuerySet[Opportunity], wanted: Mapping[str, Any]) -> QuerySet[Opportunity]:
    """The opportunities that a filter asks for.

    Args:
        wanted: ``q`` (part of the name or the account's), ``outcome``, ``pipeline``, ``stage``, ``forecast``,
            ``owner_id``, ``territory_id`` (all below it included), ``decided_until`` (a day, of the open ones); what
            is empty asks for nothing.
    """
    exact = ("outcome", "pipeline", "stage", "forecast", "owner_id")
    opportunities = opportunities.filter(**{name: wanted[name] for name in exact if wanted.get(name)})
    if wanted.get("q"):
        named = opportunities.filter(name__icontains=wanted["q"])
        opportunities = named | opportunities.filter(account__name__icontains=wanted["q"])
    if wanted.get("decided_until"):
        opportunities = opportunities.filter(outcome="open", expected_close_date__lte=wanted["decided_until"])
    if wanted.get("territory_id"):
        opportunities = opportunities.filter(territory_id__in=territory_ids_below(wanted["territory_id"]))
    return opportunities


def listed(opportunities: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """The same opportunities with no more than what a list shows."""
    return opportunities.select_related("account", "owner", "territory").only(*COLUMNS)


def standing(actor: Actor, *, owner_id: int | None = None) -> Standing:
    """The open opportunities counted and added up, never across currencies."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    sums: dict[tuple[str, str], list[Money]] = defaultdict(list)
    rows = _open(actor, owner_id).values("pipeline", "stage", "currency_id")
    for row in rows.annotate(count=Count("id"), sum=Sum("amount")).order_by():
        place = row["pipeline"], row["stage"]
        counts[place] += row["count"]
        if row["sum"] is not None:
            sums[place].append(Money(row["sum"], row["currency_id"]))
    return Standing(counts, sums)


def board(
    actor: Actor, today: date, pipeline: Pipeline, stands: Standing, *, owner_id: int | None = None
) -> list[Column]:
    """The open opportunities of one pipeline by stage; stages that it does not have stand last. One query a stage.

    Args:
        stands: What ``standing`` counted for the same reader and owner.
        owner_id: Only this rep's.
    """
    known = [stage.name for stage in pipeline.stages]
    here = {stage: count for (name, stage), count in stands.counts.items() if name == pipeline.name}
    columns = []
    for stage in [*known, *sorted(here.keys() - set(known))]:
        said = pipeline.stage(stage)
        of_stage = _open(actor, owner_id).filter(pipeline=pipeline.name, stage=stage)
        columns.append(
            Column(
                stage,
                stage_name(stage),
                _cards(of_stage, today) if here.get(stage) else [],
                here.get(stage, 0),
                sorted(stands.sums.get((pipeline.name, stage), []), key=lambda money: money.currency),
                decision=said.decision if said else "",
                is_known=said is not None,
                expected_days=said.expected_days if said else None,
            )
        )
    return columns


def card_of(row: Opportunity, today: date) -> Card:
    """What a card says of an opportunity on a day."""
    entered = timezone.localdate(row.stage_entered_at) if row.stage_entered_at else None
    slipped = timezone.localdate(row.slipped_at) if row.slipped_at else None
    expected = row.expected_close_date
    since = slipped_since(entered_on=entered, slipped_on=slipped, expected=expected, today=today)
    return Card(
        row,
        max((today - (entered or row.opened_on)).days, 0),
        None if since is None else max((today - since).days, 0),
        expected is not None and expected < today,
    )


def fill_parts(actor: Actor, cards: Sequence[Card], at: datetime) -> None:
    """Put on each card what the chapters above show there. So many queries for all."""
    sales = [card.opportunity for card in cards]
    for template, read in hooks.card_parts if sales else ():
        found = read(actor, sales, at)
        for card in cards:
            if card.opportunity.pk in found:
                card.parts.append((template, found[card.opportunity.pk]))


def _open(actor: Actor, owner_id: int | None) -> QuerySet[Opportunity]:
    scoped = opportunities_for(actor).filter(outcome=Opportunity.Outcome.OPEN)
    return scoped if owner_id is None else scoped.filter(owner_id=owner_id)


def _cards(opportunities: QuerySet[Opportunity], today: date) -> list[Card]:
    return [card_of(row, today) for row in listed(opportunities).order_by("expected_close_date", "id")[:CARDS]]

"""The list and the board of opportunities: few columns of each, in a number of queries that does not grow with rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunities_for
from samebook.buying.terms import Stage
from samebook.company.queries import territory_ids_below
from samebook.kernel.access import Actor
from samebook.kernel.money import Money

COLUMNS = (
    "name", "stage", "amount", "currency", "opened_on", "expected_close_date", "outcome", "outcome_reason",
    "closed_on", "account__name", "owner__name", "territory__name", "created_at",
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
        is_overdue: Whether the day on which it should have been decided is past.
    """

    opportunity: Opportunity
    days: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: its open opportunities, the next decision first, and what they come to in each currency."""

    stage: str
    label: str
    cards: list[Card]
    count: int
    sums: list[Money]


def narrowed(opportunities: QuerySet[Opportunity], wanted: Mapping[str, Any]) -> QuerySet[Opportunity]:
    """The opportunities that a filter asks for.

    Args:
        wanted: ``q`` (part of the name or the account's), ``outcome``, ``stage``, ``owner_id``, ``territory_id`` (all
            below it included), ``decided_until`` (a day, of the open ones); what is empty asks for nothing.
    """
    exact = ("outcome", "stage", "owner_id")
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


def board(actor: Actor, today: date, *, owner_id: int | None = None) -> list[Column]:
    """The open opportunities by stage; stages that only files brought stand last. One query a stage and one more.

    Args:
        owner_id: Only this rep's.
    """
    scoped = opportunities_for(actor).filter(outcome=Opportunity.Outcome.OPEN)
    if owner_id is not None:
        scoped = scoped.filter(owner_id=owner_id)
    sums: dict[str, list[Money]] = {}
    counts: dict[str, int] = {}
    for row in scoped.values("stage", "currency_id").annotate(count=Count("id"), sum=Sum("amount")).order_by():
        counts[row["stage"]] = counts.get(row["stage"], 0) + row["count"]
        if row["sum"] is not None:
            sums.setdefault(row["stage"], []).append(Money(row["sum"], row["currency_id"]))
    stages = [*Stage.values(), *sorted(counts.keys() - set(Stage.values()))]
    return [
        Column(
            stage,
            Opportunity(stage=stage).stage_name,
            _cards(scoped.filter(stage=stage), today) if counts.get(stage) else [],
            counts.get(stage, 0),
            sorted(sums.get(stage, []), key=lambda money: money.currency),
        )
        for stage in stages
    ]


def _cards(opportunities: QuerySet[Opportunity], today: date) -> list[Card]:
    rows = listed(opportunities).annotate(since=Coalesce(Max("stage_changes__happened_at"), "created_at"))
    return [
        Card(
            row,
            max((today - timezone.localdate(row.since)).days, 0),
            row.expected_close_date is not None and row.expected_close_date < today,
        )
        for row in rows.order_by("expected_close_date", "id")[:CARDS]
    ]

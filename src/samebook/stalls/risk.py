"""Sales at risk: open ones that stand still, the largest value times delay first.

Value is the amount in the company's currency at the rate entered last; delay is the whole days since the oldest open
stall that was asked for began. A sale without an amount, or whose currency has no rate, has no place in that order and
is listed apart, the longest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet

from samebook.buying.models import Opportunity
from samebook.company.queries import local_zone, rates, territory_ids_below, the_company
from samebook.kernel.access import Actor
from samebook.stalls.models import Stall
from samebook.stalls.queries import stalls_for

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Risk:
    """One sale that stands still.

    Attributes:
        days: Whole days since the oldest of its stalls that were asked for began.
        causes: Of these stalls, by their names, the oldest first.
        value: Its amount in the company's currency; None without an amount or a rate.
    """

    opportunity_id: int
    since: datetime
    days: int
    causes: tuple[str, ...]
    value: Decimal | None

    @property
    def weight(self) -> Decimal:
        """Value times delay, in days of the company's currency."""
        return (self.value or Decimal(0)) * self.days


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Both lists, with the currency that values are in."""

    valued: list[Risk]
    apart: list[Risk]
    currency: str


def at_risk(actor: Actor, wanted: Mapping[str, Any], *, at: datetime) -> AtRisk:
    """The open sales that the actor may see and that stand still. Four queries.

    Args:
        wanted: As ``narrowed``; ``least`` leaves out what has stood still for fewer days.
    """
    company = the_company()
    own = company.currency if company else ""
    zone = local_zone()
    today = at.astimezone(zone).date()
    rate_of = _rates(own, today)
    oldest: dict[int, tuple[Any, ...]] = {}
    later: dict[int, list[str]] = {}  # of the few with a second one; a list for each of all is what takes time
    rows = narrowed(stalls_for(actor).filter(closed_at=None, opportunity__outcome="open"), wanted)
    columns = ("opportunity_id", "opened_at", "cause", "opportunity__amount", "opportunity__currency_id")
    for row in rows.order_by("opened_at", "id").values_list(*columns):
        if oldest.setdefault(row[0], row) is not row:
            later.setdefault(row[0], []).append(row[2])
    found = []
    for opportunity_id, since, cause, amount, currency in oldest.values():
        days = max((today - since.astimezone(zone).date()).days, 0)
        if days < (wanted.get("least") or 0):
            continue
        rate = rate_of.get(currency)
        value = None if amount is None or rate is None else (amount * rate).quantize(CENT, ROUND_HALF_UP)
        causes = tuple(dict.fromkeys([cause, *later[opportunity_id]])) if opportunity_id in later else (cause,)
        found.append(Risk(opportunity_id, since, days, causes, value))
    valued = [one for one in found if one.value is not None]
    apart = [one for one in found if one.value is None] if len(valued) < len(found) else []
    valued.sort(key=lambda one: (-one.weight, -one.days, one.opportunity_id))
    apart.sort(key=lambda one: (-one.days, one.opportunity_id))
    return AtRisk(valued, apart, own)


def narrowed(stalls: QuerySet[Stall], wanted: Mapping[str, Any]) -> QuerySet[Stall]:
    """The stalls that a filter asks for: ``cause``, ``stage`` (of the sale now), ``owner_id``, ``territory_id`` (with
    all below it); what is empty asks for nothing."""
    exact = {"cause": "cause", "stage": "opportunity__stage", "owner_id": "opportunity__owner_id"}
    stalls = stalls.filter(**{column: wanted[name] for name, column in exact.items() if wanted.get(name)})
    if wanted.get("territory_id"):
        stalls = stalls.filter(opportunity__territory_id__in=territory_ids_below(wanted["territory_id"]))
    return stalls


def sales_of(found: list[Risk]) -> list[tuple[Risk, Opportunity]]:
    """The sales of a list that was found for the reader, in its order. One query."""
    rows = Opportunity.objects.select_related("account", "owner", "territory").defer("premise", "facts")
    here = rows.in_bulk([one.opportunity_id for one in found])
    return [(one, here[one.opportunity_id]) for one in found if one.opportunity_id in here]


def _rates(own: str, today: date) -> dict[str, Decimal]:
    """The rate entered last for each currency, not ahead of today."""
    found: dict[str, Decimal] = {}
    for rate in rates().filter(from_date__lte=today).order_by("from_date"):
        found[rate.currency_id] = rate.rate
    return found | {own: Decimal(1)}

"""What the pages of accounts and people show of opportunities."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone

from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunities_for
from samebook.buying.rules import MAY_SELL
from samebook.kernel.access import Actor
from samebook.ui.panels import Found, Moment, Panel

MOST = 12


def opportunities_by(column: str) -> Callable[[Actor, int], dict[str, Any]]:
    """Reads the opportunities of one record that the actor may see, the latest first."""

    def read(actor: Actor, record_id: int) -> dict[str, Any]:
        rows = opportunities_for(actor).filter(**{column: record_id}).select_related("owner")
        found: list[Opportunity] = list(rows.order_by("-opened_on", "-id")[:MOST])
        may_open = column == "account_id" and actor.has(*MAY_SELL)
        return {"opportunities": found, "of": record_id if may_open else None} if found or may_open else {}

    return read


def told(found: Found) -> Iterable[Moment]:
    """When each was opened and closed; days are the company's."""
    for one in found["opportunities"]:
        url = reverse("buying:opportunity", args=[one.pk])
        yield Moment(_start(one.opened_on), f"Opportunity opened: {one.name}", url=url, side="sales", is_day=True)
        if one.closed_on:
            yield Moment(
                _start(one.closed_on), f"Opportunity {one.outcome}: {one.name}", url=url, side="sales", is_day=True
            )


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


TEMPLATE = "buying/panel.html"
PANELS = (
    Panel("account", TEMPLATE, opportunities_by("account_id"), told),
    Panel("person", TEMPLATE, opportunities_by("people"), told),
)

"""What the pages of accounts, people, opportunities and the Book show of leads."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from samebook.kernel.access import Actor
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.ui.panels import Found, Moment, Panel

MOST = 12


def leads_by(column: str) -> Callable[[Actor, int], dict[str, Any]]:
    """Reads the leads of one record that the actor may see, the latest first."""

    def read(actor: Actor, record_id: int) -> dict[str, Any]:
        rows = leads_for(actor).filter(**{column: record_id}).select_related("person", "account", "owner")
        found: list[Lead] = list(rows.defer("judgement", "facts").order_by("-received_at", "-id")[:MOST])
        return {"leads": found, "on": column} if found else {}

    return read


def told(found: Found) -> Iterable[Moment]:
    """When each came in, was delivered, was answered."""
    for lead in found["leads"]:
        url = reverse("leads:lead", args=[lead.pk])
        yield Moment(lead.received_at, f"Lead received: {lead}", url=url, side="marketing")
        if lead.delivered_at and lead.owner:
            yield Moment(lead.delivered_at, f"Lead delivered at level {lead.level} to {lead.owner}", url=url)
        if lead.answered_at:
            verb = "accepted" if not lead.rejection_reason else "rejected"
            yield Moment(lead.answered_at, f"Lead {verb}", url=url, side="sales")


def promises(actor: Actor, edition_id: int) -> dict[str, Any]:
    """How the promises of the days now running stand; empty for whom they are not."""
    from samebook.leads.promises.shown import in_short  # loads DuckDB, which a command that reads no number need not

    return in_short(actor, datetime.now(UTC))


TEMPLATE = "leads/panel.html"
PANELS = (
    Panel("account", TEMPLATE, leads_by("account_id"), told),
    Panel("person", TEMPLATE, leads_by("person_id"), told),
    Panel("opportunity", TEMPLATE, leads_by("opportunity_id"), told),
    Panel("book", "leads/promises/short.html", promises),
)

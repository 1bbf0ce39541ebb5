"""What leads keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.leads.models import Attempt, Lead

WHY = "To follow up what they asked for."


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """Their leads with what was said of them, and the attempts to reach them."""
    for lead in Lead.objects.filter(person_id=person_id).order_by("received_at", "id"):
        yield Kept("Leads", "Lead", ", ".join(filter(None, (lead.source, lead.status))), lead.received_at, WHY)
        for name, value in sorted(lead.facts.items()):
            yield Kept("Leads", name, "" if value is None else str(value), lead.received_at, WHY)
    for attempt in Attempt.objects.filter(lead__person_id=person_id).order_by("happened_at", "id"):
        value = ": ".join(filter(None, (attempt.get_outcome_display(), attempt.note)))
        yield Kept("Leads", f"Attempt ({attempt.get_channel_display().lower()})", value, attempt.happened_at, WHY)

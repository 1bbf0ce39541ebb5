"""What communications keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.communications.models import Response

WHY = "To answer them, and to know what brought them."


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """What they sent."""
    for one in Response.objects.filter(person_id=person_id).order_by("received_at", "id"):
        value = ": ".join(filter(None, (one.source, one.message)))
        yield Kept("Responses", "Response", value, one.received_at, WHY)

"""What stalls keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.groups.terms import PURPOSE
from samebook.stalls.models import Stall
from samebook.stalls.wording import cause_labels, label_of

WHERE = "Stalls"


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """Which sales they are said to have held up, why, and what was written."""
    labels = cause_labels(at)
    for stall in Stall.objects.filter(person=person_id).select_related("opportunity").order_by("opened_at", "id"):
        said = f"{stall.opportunity.name}: {label_of(stall.cause, labels)}"
        yield Kept(WHERE, "Held up", said, stall.opened_at, PURPOSE)
        for name, text, when in (("Note", stall.note, stall.opened_at), ("How it ended", stall.words, stall.closed_at)):
            if text:
                yield Kept(WHERE, name, text, when, PURPOSE)

"""A draft's text with a part called otherwise; what was said about the part goes on under its new name."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat, Substr

from samebook.agreement.actions.editions import change_draft
from samebook.agreement.models import Comment, CounterProposal, Edition
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def rename_in_draft(
    actor: Actor,
    edition_id: int,
    *,
    text: str,
    clauses: Mapping[str, str],
    at: datetime,
    title: str | None = None,
    seen_hash: str | None = None,
    reason: str = "",
) -> Edition:
    """Keep a text in which clauses have other names.

    Args:
        clauses: Each clause that is called otherwise, with its new name; what stands in it is called so too.

    Raises:
        Refused: What ``change_draft`` refuses.
    """
    edition = change_draft(actor, edition_id, text=text, title=title, seen_hash=seen_hash, reason=reason, at=at)
    for old, new in clauses.items():
        _carry(edition.comments.all(), old, new)
        _carry(edition.counter_proposals.all(), old, new)
    return edition


def _carry(said: "QuerySet[Comment] | QuerySet[CounterProposal]", old: str, new: str) -> None:
    """What was said about a clause, and about those that stand in it."""
    said.filter(clause=old).update(clause=new)
    head = Substr("clause", 1, len(old) + 1)  # SQLite's LIKE, which "startswith" is there, takes gold for Gold
    rest = Substr(F("clause"), len(old) + 1, output_field=TextField())
    inside = said.annotate(head=head).filter(head=f"{old}.")
    inside.update(clause=Concat(Value(new), rest, output_field=TextField()))

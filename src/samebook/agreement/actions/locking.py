"""What the agreement's actions share: an edition locked, and its journal entry."""

from datetime import datetime

from samebook.agreement.models import Edition
from samebook.agreement.queries import edition_of
from samebook.agreement.terms import State
from samebook.journal.actions import record
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


def lock_standing() -> None:
    """Let one signature, withdrawal or change of force follow the other: numbers and force are given once."""
    standing = [State.PROPOSED, State.SIGNED, State.IN_FORCE]
    list(Edition.objects.select_for_update().filter(state__in=standing).order_by("pk").values_list("pk"))


def locked(actor: Actor, edition_id: int) -> Edition:
    """The edition as it is now, held until the action ends; ``Missing`` where it is not the actor's to see."""
    edition_of(actor, edition_id)
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        raise Missing("edition")
    return edition


def record_edition(actor: Actor, verb: str, edition: Edition, at: datetime, **detail: object) -> None:
    """One entry about an edition; texts people wrote stay in their rows, the journal says which clause."""
    known = {"number": edition.number, "content_hash": edition.content_hash}
    code = f"agreement.edition.{verb}"
    record(actor, code, edition, happened_at=at, edition_id=edition.pk, detail={**known, **detail})

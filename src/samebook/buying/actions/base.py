"""What every action on one opportunity does first and last: find, lock and check it; count the change and tell it."""

from datetime import datetime
from decimal import Decimal

from samebook.buying.models import Opportunity
from samebook.buying.queries import opportunities_for, team_of
from samebook.buying.rules import MAY_SELL, check_is_open, check_may_work_on, check_unchanged, may_work_on
from samebook.buying.terms import Source
from samebook.jobs.rows import held, update
from samebook.journal.actions import record
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


def to_work_on(actor: Actor, opportunity_id: int, *, seen: int | None = None, closed: bool = False) -> Opportunity:
    """The opportunity, locked, for somebody who may change it.

    Args:
        seen: The version that was read; None to change whatever stands there.
        closed: For what is done to closed ones; others must be open.

    Raises:
        Refused: ``access.denied``, ``buying.not_yours``, ``buying.closed``, ``buying.changed_meanwhile``.
        Missing: Not there, or not the actor's to see.
    """
    actor.require(*MAY_SELL, to="change an opportunity")
    opportunity = held(opportunities_for, actor, opportunity_id)
    if opportunity is None:
        raise Missing("opportunity")
    if not may_work_on(actor, owner_id=opportunity.owner_id):
        check_may_work_on(actor, owner_id=opportunity.owner_id, team=team_of(opportunity))
    if not closed:
        check_is_open(opportunity.outcome)
    check_unchanged(seen, opportunity.version)
    return opportunity


def save(opportunity: Opportunity, *fields: str) -> None:
    """Keep what was changed, and count the change."""
    opportunity.version += 1
    update([opportunity], [*fields, "version"])


def source_of(actor: Actor) -> str:
    """Whose word an entry is."""
    return Source.PERSON.value if actor.id is not None else Source.API.value


def tell(actor: Actor, verb: str, opportunity: Opportunity, at: datetime, **detail: object) -> None:
    """One journal entry about it."""
    record(
        actor,
        f"buying.opportunity.{verb}",
        opportunity,
        happened_at=at,
        territory_id=opportunity.territory_id,
        detail={
            key: value if isinstance(value, list) else str(value)
            for key, value in detail.items()
            if value is not None and value != ""
        },
    )


def money(amount: Decimal | None, currency: str | None) -> str:
    return "" if amount is None else f"{amount:.2f} {currency}"


def text(value: object) -> str:
    return "" if value is None else str(value)

"""What every act on a group does first and last: find the member, lock the opportunity; tell the change."""

from datetime import datetime
from typing import Any

from samebook.buying.actions.base import to_work_on
from samebook.buying.models import Opportunity
from samebook.buying.rules import check_unchanged
from samebook.groups.models import Member
from samebook.groups.rules import check_decision
from samebook.journal.actions import record
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


def member_to_work_on(
    actor: Actor, opportunity_id: int, person_id: int, decision: str, *, seen: int | None = None
) -> tuple[Opportunity, Member]:
    """A member of an open opportunity, which is locked, for somebody who may change it.

    Args:
        seen: The member's version that was read; None to change whatever stands there.

    Raises:
        Refused: ``access.denied``, ``buying.not_yours``, ``buying.closed``, ``buying.changed_meanwhile``,
            ``groups.unknown_decision``.
        Missing: The opportunity, or the person in its group, is not there.
    """
    opportunity = to_work_on(actor, opportunity_id)
    check_decision(decision)
    found = (
        Member.objects.filter(
            opportunity=opportunity, person_id=person_id, decision=decision, left_at=None, person__erased_at=None
        )
        .select_related("person")
        .first()
    )
    if found is None:
        raise Missing("person in this group")
    check_unchanged(seen, found.version)
    return opportunity, found


def tell(
    actor: Actor,
    verb: str,
    opportunity: Opportunity,
    member: Member | None,
    at: datetime,
    *,
    personal: dict[str, Any] | None = None,
    person_id: int | None = None,
    **detail: Any,
) -> None:
    """One journal entry; what was written about a person stands beside it and is erased with them."""
    person = member.person_id if member is not None else person_id
    own = {"decision": member.decision} if member is not None else {}
    record(
        actor,
        f"groups.member.{verb}",
        opportunity,
        happened_at=at,
        territory_id=opportunity.territory_id,
        detail={"person": person, **own, **detail},
        person_id=person if personal else None,
        personal=personal or None,
    )

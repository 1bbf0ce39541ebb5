"""The roles of a member; the chapters above hear of each one that is new."""

from collections.abc import Collection, Sequence
from datetime import datetime

from samebook.book.groups import GroupRole
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import selling_at
from samebook.groups import hooks
from samebook.groups.actions.base import member_to_work_on, tell
from samebook.groups.models import Member, MemberRole
from samebook.groups.rules import check_roles
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def set_roles(
    actor: Actor,
    opportunity_id: int,
    *,
    person_id: int,
    decision: str,
    roles: Collection[str],
    at: datetime,
    seen: int | None = None,
) -> Member:
    """Say which roles a member has in a decision; those left out end now and stay written.

    Raises:
        Refused: ``groups.unknown_role``, ``groups.role_of_another_decision``, or what `member_to_work_on` refuses.
    """
    opportunity, member = member_to_work_on(actor, opportunity_id, person_id, decision, seen=seen)
    known = selling_at(at).roles
    wanted, here = set(roles), set(member.roles.filter(until=None).values_list("role", flat=True))
    check_roles(wanted, known, here=here, decision=decision)
    if wanted == here:
        return member
    ended = list(member.roles.filter(until=None, role__in=here - wanted))
    for role in ended:
        role.until = max(at, role.since or at)
    MemberRole.objects.bulk_update(ended, ["until"])
    member.version += 1
    member.save(update_fields=["version"])
    tell(actor, "roles_set", opportunity, member, at, before=sorted(here), after=sorted(wanted))
    give(actor, opportunity, member, wanted - here, known, at)
    return member


def give(  # noqa: PLR0917 (who, to whom, what, when)
    actor: Actor,
    opportunity: Opportunity,
    member: Member,
    roles: Collection[str],
    known: Sequence[GroupRole],
    at: datetime,
) -> None:
    """Add roles that were checked, in the Book's order, and tell the chapters above of each."""
    for role in known:
        if role.name in roles:
            MemberRole.objects.create(member=member, role=role.name, kind=role.kind, since=at)
            for told in hooks.role_entered:
                told(actor, opportunity, member.person, role.name, member.decision, at)

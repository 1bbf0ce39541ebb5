"""Reading communications and costs. Who sees all sees them; a rep sees what a lead answered, not what it cost."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from samebook.communications.models import Communication, Cost
from samebook.kernel.access import Actor, Role


def communications_for(actor: Actor) -> QuerySet[Communication]:
    """Communications, the latest first; none for partner users."""
    seen = Communication.objects.order_by("-started_on", "-id")
    return seen if actor.sees_all or actor.has(Role.REP) else seen.none()


def costs_for(actor: Actor) -> QuerySet[Cost]:
    """Costs with their communication, the latest first; for who sees all."""
    costs = Cost.objects.select_related("communication").order_by("-booked_on", "-id")
    return costs if actor.sees_all else costs.none()


def communications_named(names: Collection[str]) -> dict[str, Communication]:
    """External id or name → communication; an external id outweighs a name, the earliest of equal names counts.

    For intake: not scoped.
    """
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    found: dict[str, Communication] = {}
    for one in Communication.objects.filter(Q(external_id__in=wanted) | Q(name__in=wanted)).order_by("-id"):
        found[one.name] = one
    return found | {one.external_id: one for one in found.values() if one.external_id}

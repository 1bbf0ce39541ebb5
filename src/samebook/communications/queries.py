"""Reading communications, their responses and costs.

Who sees all sees them; a rep sees what a lead answered, not what it cost.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from samebook.accounts.queries import accounts_for
from samebook.communications.models import Communication, Cost, Response
from samebook.kernel.access import Actor, Role


def communications_for(actor: Actor) -> QuerySet[Communication]:
    """Communications, the latest first; none for partner users."""
    seen = Communication.objects.order_by("-started_on", "-id")
    return seen if actor.sees_all or actor.has(Role.REP) else seen.none()


def costs_for(actor: Actor) -> QuerySet[Cost]:
    """Costs with their communication, the latest first; for who sees all."""
    costs = Cost.objects.select_related("communication").order_by("-booked_on", "-id")
    return costs if actor.sees_all else costs.none()


def responses_for(actor: Actor) -> QuerySet[Response]:
    """Responses of the accounts that the actor sees, the latest first; those without an account for who sees all."""
    responses = Response.objects.select_related("person", "account", "communication").order_by("-received_at")
    return responses if actor.sees_all else responses.filter(account__in=accounts_for(actor).order_by().values("pk"))


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

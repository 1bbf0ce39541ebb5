"""Every read of communications, their costs and the responses to them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from samebook.communications.models import Communication, Response
from samebook.kernel.access import Actor, Role


def communications_named(names: Collection[str]) -> dict[str, Communication]:
    """The communications that arrivals name, by external id or by name as written; unknown names are left out.

    An external id comes before a name; of several with one name the newest counts. For intake: not scoped.
    """
    if not names:
        return {}
    named = list(Communication.objects.filter(Q(external_id__in=names) | Q(name__in=names)).order_by("id"))
    by_name = {each.name: each for each in named if each.name in names}
    by_id = {each.external_id: each for each in named if each.external_id and each.external_id in names}
    return by_name | by_id


def communications_for(actor: Actor) -> QuerySet[Communication]:
    """Every communication: what was said to the market is no secret inside the company; partners see none."""
    if actor.sees_all or actor.has(Role.REP, Role.PARTNER_MANAGER):
        return Communication.objects.all()
    return Communication.objects.none()


def responses_for(actor: Actor) -> QuerySet[Response]:
    """The responses the actor may see: all, or those of accounts in their territories or their own."""
    if actor.sees_all:
        return Response.objects.all()
    if not actor.has(Role.REP):
        return Response.objects.none()
    return Response.objects.filter(Q(account__territory_id__in=actor.territories) | Q(account__owner_id=actor.id))

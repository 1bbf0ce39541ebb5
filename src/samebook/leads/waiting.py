"""Which leads that wait for a rep could have one by now."""

from datetime import datetime

from django.db.models import Count, QuerySet

from samebook.agreement.queries import editions_in_force
from samebook.leads.desk import Desk
from samebook.leads.models import Lead
from samebook.leads.terms import Status


def unplaced() -> QuerySet[Lead]:
    """Leads to deliver for which the Book named no territory, or none that is on the map."""
    return Lead.objects.filter(status=Status.UNROUTED, territory=None)


def with_room(at: datetime, *, most: int) -> list[int]:
    """Ids of leads that wait for a rep where one has room, or whose account has an owner; oldest first by territory.

    Those of a territory where all are full are not looked at, however many there are. Unplaced ones wait for another
    map or another Book, and are tried when that comes (``leads.hooks``).
    """
    waiting = Lead.objects.filter(status=Status.UNROUTED)
    counts = dict(waiting.filter(territory__isnull=False).values_list("territory").annotate(Count("id")).order_by())
    editions = editions_in_force(at) if counts or waiting.exists() else None
    if editions is None:
        return []
    desk = Desk(editions, at)
    oldest = waiting.order_by("received_at", "id")
    owned = oldest.filter(account__owner_id__in=desk.company.reps)
    ids = list(owned.values_list("id", flat=True)[:most])
    for territory_id in sorted(counts.keys() & desk.company.places.keys()):
        room = desk.router.room(territory_id, most=most)
        ids += oldest.filter(territory=territory_id).values_list("id", flat=True)[:room]
    return list(dict.fromkeys(ids))[:most]

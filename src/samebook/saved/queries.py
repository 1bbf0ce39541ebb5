"""Reading saved views: one's own, and those of one's team."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from samebook.company.models import User
from samebook.kernel.access import INSIDE, Actor
from samebook.kernel.refusals import Missing
from samebook.saved.models import Mailing, SavedView

RESTORABLE = timedelta(days=30)


def views_for(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views and those of their team, by name, each with the actor's mailing as ``own_mailings``.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*INSIDE, to="read saved views")
    team = User.objects.filter(pk=actor.id or 0).exclude(team=None).values("team")
    own_mailings = Prefetch("mailings", Mailing.objects.filter(reader=actor.id or 0), to_attr="own_mailings")
    seen = SavedView.objects.filter(deleted_at=None).filter(Q(owner=actor.id or 0) | Q(team__in=team))
    return seen.select_related("owner", "team").prefetch_related(own_mailings).order_by("name", "pk")


def own_views(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views alone, by name. One query."""
    return SavedView.objects.filter(owner=actor.id or 0, deleted_at=None).order_by("name", "pk")


def view_for(actor: Actor, view_id: int) -> SavedView:
    """One view.

    Raises:
        Missing: It is not there, deleted, or neither the actor's nor of their team.
    """
    found = views_for(actor).filter(pk=view_id).first() if actor.has(*INSIDE) else None
    if found is None:
        raise Missing("view")
    return found


def own_view(actor: Actor, view_id: int, *, deleted: bool = False) -> SavedView:
    """A view that is the actor's to change.

    Args:
        deleted: One that was deleted, instead.

    Raises:
        Missing: It is not there, or another's.
    """
    found = SavedView.objects.filter(pk=view_id, owner=actor.id or 0, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Missing("view")
    return found


def deleted_views(actor: Actor, *, at: datetime) -> QuerySet[SavedView]:
    """The actor's views that were deleted lately, the last one first."""
    lately = SavedView.objects.filter(owner=actor.id or 0, deleted_at__gt=at - RESTORABLE)
    return lately.order_by("-deleted_at", "pk")


def due(at: datetime, *, limit: int = 500) -> QuerySet[Mailing]:
    """Mailings that are due, the longest first."""
    return Mailing.objects.filter(next_at__lte=at).select_related("view").order_by("next_at", "pk")[:limit]

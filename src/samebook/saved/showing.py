"""Saved views with the words and addresses that pages need."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from samebook.kernel.access import Actor
from samebook.saved import hooks
from samebook.saved.models import Mailing, SavedView
from samebook.saved.terms import WEEKDAYS, Rhythm


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view in a list.

    Attributes:
        title: Of the measure or analysis.
        url: Opens the figures.
        mailed: When it is mailed to the reader; empty where it is not.
    """

    view: SavedView
    title: str
    url: str
    is_own: bool
    mailed: str

    @property
    def can_be_mailed(self) -> bool:
        return self.view.about in hooks.tellers


def shown(actor: Actor, views: Iterable[SavedView]) -> list[ShownView]:
    """Views in their order."""
    return [_shown(actor, view) for view in views]


def address_of(view: SavedView) -> str:
    """Where its figures stand; empty while nothing shows what it is about."""
    route = hooks.routes.get(view.about)
    return f"{reverse(route, args=[view.subject])}?{view.query}" if route else ""


def when(mailing: Mailing) -> str:
    """When a mailing goes out, in words."""
    day = {
        Rhythm.DAILY: "Every day",
        Rhythm.WEEKLY: f"Every {WEEKDAYS[mailing.weekday]}",
        Rhythm.MONTHLY: "The first business day of every month",
    }[Rhythm(mailing.rhythm)]
    return f"{day} at {mailing.hour:02d}:00"


def _shown(actor: Actor, view: SavedView) -> ShownView:
    title = hooks.titles[view.about](view.subject) if view.about in hooks.titles else view.subject
    mailings: list[Mailing] = getattr(view, "own_mailings", [])
    mailed = when(mailings[0]) if mailings else ""
    return ShownView(view, title, address_of(view), view.owner_id == actor.id, mailed)

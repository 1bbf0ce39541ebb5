"""Where a reader may go: the one table behind the navigation."""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from samebook.kernel.access import Actor, Role

INSIDE = frozenset(Role) - {Role.PARTNER_USER}
SELLING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.EXECUTIVE, Role.ADMINISTRATOR})
IMPORTING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; it appears when its address exists and the reader has one of the roles.

    ``route`` is the name of the address; pages below it start with the same path.
    """

    name: str
    route: str
    roles: frozenset[Role] = INSIDE


GROUPS: tuple[tuple[Place, ...], ...] = (
    (Place("Today", "web:today"),),
    (
        Place("Leads", "leads:inbox", SELLING),
        Place("Accounts", "accounts:accounts", SELLING),
        Place("People", "accounts:people", SELLING),
        Place("Opportunities", "buying:opportunities", SELLING),
    ),
    (
        Place("Book", "agreement:book"),
        Place("Numbers", "numbers:list"),
        Place("Journal", "journal:list"),
    ),
    (
        Place("Import", "web:imports", IMPORTING),
        Place("Settings", "settings:company", frozenset({Role.ADMINISTRATOR})),
    ),
)


@cache
def address_of(route: str) -> str | None:
    """The address, or None while no chapter serves it."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as the page shows it; ``current`` is ``page``, ``true`` (a page below it) or empty."""

    name: str
    url: str
    current: str


def places_for(actor: Actor, path: str) -> list[list[Shown]]:
    """The groups of places open to the actor, without empty groups."""
    groups = []
    for group in GROUPS:
        shown = [
            Shown(place.name, url, _current(url, path))
            for place in group
            if (url := address_of(place.route)) and actor.has(*place.roles)
        ]
        if shown:
            groups.append(shown)
    return groups


def first_place(actor: Actor) -> str | None:
    """Where the actor begins: the first place that is open to them."""
    groups = places_for(actor, "")
    return groups[0][0].url if groups else None


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url.rstrip("/") + "/") else ""

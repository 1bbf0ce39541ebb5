"""Where a reader may go: the one table behind the navigation."""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from samebook.kernel.access import INSIDE, SEES_ALL, Actor, Role

SELLING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.EXECUTIVE, Role.ADMINISTRATOR})
IMPORTING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR})

DECIDING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.EXECUTIVE})


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
        Place("At risk", "stalls:list", SELLING),
        Place("Plays", "plays:library", SELLING),
        Place("Launches", "launches:launches", SELLING),
    ),
    (
        Place("Book", "agreement:book"),
        Place("Segments", "segments:segments", SELLING),
        Place("Promises", "leads:promises", SEES_ALL),
        Place("Criteria", "leads:review", SEES_ALL),
        Place("Meanings", "meanings:index", SELLING),
        Place("Review", "leads:quarter", SELLING),
        Place("Numbers", "numbers:list"),
        Place("Board", "board:reports", SELLING),
        Place("Budget", "board:budget", DECIDING),
        Place("Hold-outs", "holdouts:list", SEES_ALL),
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
    here = _nearest(path)
    for group in GROUPS:
        shown = [
            Shown(place.name, url, _current(url, path, here))
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


def _nearest(path: str) -> str:
    """The longest address of a place that the path is or lies below: promises are not the leads above them."""
    known = filter(None, (address_of(place.route) for group in GROUPS for place in group))
    return max((url for url in known if _holds(url, path)), key=len, default="")


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _current(url: str, path: str, here: str) -> str:
    if path == url:
        return "page"
    return "true" if url == here else ""

"""The company as delivering leads needs it: reps, sales map, clocks; kept in the process until a setting changes."""

from dataclasses import dataclass
from functools import lru_cache

from samebook.company.clock import BusinessClock
from samebook.company.models import Territory, User
from samebook.company.queries import clocks_of_teams, settings_stamp
from samebook.kernel.access import Role
from samebook.leads.routing import Place


@dataclass(frozen=True)
class Standing:
    """What settings say, by id.

    Attributes:
        reps: Active users who may be given leads, in the order they were hired.
        territories_of: The territories each rep was given, not expanded to children.
        places: The sales map.
        codes: Territory ids by the code that the Book's routing names.
        code_of: The same, by id.
        above: Codes of each territory's own and those above it, the nearest first, by its code.
        clocks: Business hours by team; the company's own under None.
        askers: Ids of active telesales users.
    """

    reps: dict[int, User]
    territories_of: dict[int, frozenset[int]]
    places: dict[int, Place]
    codes: dict[str, int]
    code_of: dict[int, str]
    above: dict[str, tuple[str, ...]]
    clocks: dict[int | None, BusinessClock]
    askers: tuple[int, ...]


def standing() -> Standing:
    """The settings as they stand; one small query unless they have changed."""
    return _standing(settings_stamp())


@lru_cache(maxsize=2)
def _standing(stamp: str) -> Standing:
    reps = {user.pk: user for user in _active(Role.REP)}
    given: dict[int, set[int]] = {}
    links = User.territories.through.objects.filter(user_id__in=reps)
    for user_id, territory_id in links.values_list("user_id", "territory_id"):
        given.setdefault(user_id, set()).add(territory_id)
    places, codes = {}, {}
    for territory in Territory.objects.all():
        upward = tuple(int(part) for part in reversed(territory.path.split("/")) if part)
        places[territory.pk] = Place(territory.pk, territory.name, upward or (territory.pk,))
        codes[territory.code] = territory.pk
    code_of = {pk: code for code, pk in codes.items()}
    above = {code: tuple(code_of[each] for each in places[pk].upward) for code, pk in codes.items()}
    return Standing(
        reps=reps,
        territories_of={user_id: frozenset(ids) for user_id, ids in given.items()},
        places=places,
        codes=codes,
        code_of=code_of,
        above=above,
        clocks=clocks_of_teams({None, *(user.team_id for user in reps.values())}),
        askers=tuple(user.pk for user in _active(Role.TELESALES)),
    )


def _active(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, user_roles__role=role).order_by("id"))

"""The cast that recurs in every chapter's page tests: owner, teammate, outsider, and one person of each role.

Two territories, North and South, below one root; the rep works in the North, the outsider in the South.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from samebook.company.actions import add_team, add_territory, add_user
from samebook.company.models import Company, Team, Territory, User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import PASSWORD, found
from samebook.kernel.access import Actor, Role

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROLES: tuple[str, ...] = (
    "rep",
    "teammate",
    "outsider",
    "marketing",
    "sales_manager",
    "telesales",
    "executive",
    "administrator",
    "partner_manager",
    "partner_user",
)
PEOPLE = {
    "rep": ("Rosa Lindqvist", Role.REP, "north"),
    "teammate": ("Timo Hansen", Role.REP, "north"),
    "outsider": ("Ottavia Russo", Role.REP, "south"),
    "marketing": ("Ben Okafor", Role.MARKETING, ""),
    "sales_manager": ("Selma Aydin", Role.SALES_MANAGER, ""),
    "telesales": ("Tess Moreau", Role.TELESALES, ""),
    "executive": ("Erik Dahl", Role.EXECUTIVE, ""),
    "partner_manager": ("Pavel Novák", Role.PARTNER_MANAGER, ""),
    "partner_user": ("Petra Horvat", Role.PARTNER_USER, ""),
}


@dataclass(frozen=True)
class Cast:
    """Everybody: ``cast["rep"]`` is a user, ``cast.actor("rep")`` acts, ``cast.client("rep")`` asks."""

    company: Company
    users: dict[str, User]
    north: Territory
    south: Territory
    team: Team

    def __getitem__(self, who: str) -> User:
        return self.users[who]

    def actor(self, who: str) -> Actor:
        return actor_for(self.users[who])

    def client(self, who: str = "anonymous") -> Client:
        """A client that is signed in as somebody of the cast; ``anonymous`` is nobody."""
        client = Client(raise_request_exception=False)
        if who != "anonymous":
            client.force_login(self.users[who], "django.contrib.auth.backends.ModelBackend")
        return client


@cache
def _hash() -> str:
    return make_password(PASSWORD)


def assemble(*, simulated: bool = False) -> Cast:
    """Found the company and give everybody a login: ``<who>@velden.example`` with ``PASSWORD``."""
    at = datetime.now(UTC)
    with override_settings(PASSWORD_HASHERS=QUICK):
        company = found(simulated=simulated, at=at)
        administrator = User.objects.get(email="ada@velden.example")
        acting = actor_for(administrator)
        root = add_territory(acting, code="all", name="Everywhere", at=at)
        places = {
            code: add_territory(acting, code=code, name=code.capitalize(), parent_id=root.pk, at=at)
            for code in ("north", "south")
        }
        team = add_team(acting, name="Field sales", calendar_id=company.calendar_id, at=at)
        users = {"administrator": administrator}
        for who, (name, role, place) in PEOPLE.items():
            users[who] = add_user(
                acting,
                name=name,
                email=f"{who}@velden.example",
                roles=[role],
                password=PASSWORD,
                at=at,
                team_id=team.pk if role is Role.REP else None,
                territory_ids=[places[place].pk] if place else [],
            )
    for user in users.values():
        user.password = _hash()
    User.objects.bulk_update(users.values(), ["password"])
    return Cast(company, users, places["north"], places["south"], team)

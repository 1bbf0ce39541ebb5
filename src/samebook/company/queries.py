"""What others ask of the company: who acts, where, on which clock and in which money."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, QuerySet

from samebook.company.clock import BusinessClock
from samebook.company.clocks import clock_from
from samebook.company.fiscal import EndRule, FiscalCalendar, Weeks
from samebook.company.models import (
    AccessToken,
    Calendar,
    Company,
    Currency,
    ExchangeRate,
    Holiday,
    Team,
    Territory,
    User,
    UserRole,
)
from samebook.company.terms import OWN_READ
from samebook.jobs.rows import read
from samebook.kernel.access import SEES_ALL, Actor, Role
from samebook.kernel.refusals import Missing, Refused

TOKEN_ROLES = {
    "leads:write": frozenset({Role.MARKETING}),
    "opportunities:write": frozenset({Role.SALES_MANAGER}),
    "numbers:read": frozenset({Role.EXECUTIVE}),
    "form": frozenset({Role.MARKETING}),
}
"""What the holder of a token acts as; its scope says through which door."""
READ_AS_MAKER = {OWN_READ: "numbers:read"}
"""The door that a token of somebody's own opens too."""


def the_company() -> Company | None:
    """The one company of this home with its calendar; None before it is founded. One query."""
    return Company.objects.select_related("calendar").first()


def fiscal_calendar() -> FiscalCalendar:
    """The company's fiscal calendar; calendar years before it is founded. One query."""
    company = the_company()
    return calendar_of(company) if company else FiscalCalendar()


def calendar_of(company: Company) -> FiscalCalendar:
    """The fiscal calendar that a company's settings say."""
    weeks: Weeks = company.fiscal_weeks  # type: ignore[assignment]  # a constraint of the row
    rule: EndRule = company.fiscal_end_rule  # type: ignore[assignment]  # likewise
    return FiscalCalendar(company.fiscal_year_start, weeks, company.fiscal_ends_on, rule)


def actor_for(user: User) -> Actor:
    """The user as one who acts; two queries. Ask once a request.

    Territories include all below the user's own. A user who was deactivated may do and see nothing.
    """
    label = f"user:{user.pk}"
    if not user.is_active:
        return Actor(id=user.pk, label=label)
    roles = frozenset(Role(role) for role in UserRole.objects.filter(user=user).values_list("role", flat=True))
    return Actor(
        id=user.pk,
        label=label,
        roles=roles,
        territories=frozenset(territory_ids_of(user)),
        sees_all=not roles.isdisjoint(SEES_ALL),
    )


def territory_ids_of(user: User) -> set[int]:
    """Ids of the user's territories and of all below them. One query."""
    below = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = Territory.objects.filter(users=user).alias(below=below).filter(below__startswith=F("path"))
    return set(Territory.objects.filter(Exists(above)).values_list("pk", flat=True))


def clock_of_team(team_id: int | None) -> BusinessClock:
    """The team's clock; the company's own for None or a team that is no more. Four small queries at most."""
    return clocks_of_teams([team_id])[team_id]


def clocks_of_teams(team_ids: Collection[int | None]) -> dict[int | None, BusinessClock]:
    """A clock for each team asked for, in a constant number of queries; the company's own where there is no team.

    Raises:
        Missing: No company is founded yet.
    """
    teams = dict(Team.objects.filter(pk__in=[pk for pk in team_ids if pk]).values_list("pk", "calendar_id"))
    company = the_company()
    if company is None:
        raise Missing("company")
    wanted = {*teams.values(), company.calendar_id}
    calendars = Calendar.objects.filter(pk__in=wanted).prefetch_related("own_holidays")
    clocks = {calendar.pk: clock_from(calendar, calendar.own_holidays.all()) for calendar in calendars}
    return {pk: clocks[teams.get(pk or 0, company.calendar_id)] for pk in team_ids}


def users_by_id(user_ids: Collection[int]) -> dict[int, User]:
    """Users with their team, by id; for names on pages. One query."""
    return User.objects.select_related("team").in_bulk(list(user_ids))


def users(actor: Actor) -> QuerySet[User]:
    """Everyone with a login, by name, with roles, team and territories; for all who see every territory."""
    people = User.objects.select_related("team").prefetch_related("user_roles", "territories").order_by("name", "pk")
    return people if actor.sees_all else people.filter(pk=actor.id or 0)


def user_of(actor: Actor, user_id: int) -> User:
    """One user; ``Missing`` for who is not there and who is not for this actor to see."""
    user = users(actor).filter(pk=user_id).first()
    if user is None:
        raise Missing("user")
    return user


def active_reps(territory_ids: Collection[int] | None = None) -> QuerySet[User]:
    """Active users who are reps, with team and territories; all, or those with one of the territories as their own."""
    reps = User.objects.filter(is_active=True, user_roles__role=Role.REP).select_related("team")
    if territory_ids is not None:
        reps = reps.filter(territories__in=territory_ids).distinct()
    return reps.prefetch_related("territories").order_by("pk")


def reps_without_territory() -> QuerySet[User]:
    """Active reps who were given no territory, by name."""
    return active_reps().prefetch_related(None).filter(territories=None).order_by("name", "pk")


def with_role(role: Role) -> QuerySet[User]:
    """Active users with a role, by name."""
    return User.objects.filter(is_active=True, user_roles__role=role).order_by("name", "pk")


def teams() -> QuerySet[Team]:
    """Teams by name, with calendar, manager and active members."""
    active = User.objects.filter(is_active=True).order_by("name")
    return (
        Team.objects.select_related("calendar", "manager")
        .prefetch_related(Prefetch("members", queryset=active))
        .order_by("name")
    )


def calendars() -> QuerySet[Calendar]:
    """Calendars by name, with their own days."""
    return Calendar.objects.prefetch_related("own_holidays").order_by("name")


def own_day(holiday_id: int) -> Holiday:
    """One day of a calendar's own; ``Missing`` when it is not there."""
    found = Holiday.objects.filter(pk=holiday_id).first()
    if found is None:
        raise Missing("day")
    return found


def territories(actor: Actor) -> list[tuple[Territory, int]]:
    """The territories the actor sees as a tree in reading order, each with its depth from 0. One query."""
    rows = Territory.objects.all() if actor.sees_all else Territory.objects.filter(pk__in=actor.territories)
    names = {row.pk: row.name for row in rows}

    def place(row: Territory) -> list[tuple[str, int]]:
        return [(names.get(pk, ""), pk) for pk in map(int, row.path.strip("/").split("/"))]

    return [(row, row.path.count("/") - 2) for row in sorted(rows, key=place)]


def territory_ids_below(territory_id: int) -> list[int]:
    """Ids of a territory and of all below it; none when it is not there. Two queries."""
    path = Territory.objects.filter(pk=territory_id).values_list("path", flat=True).first()
    return list(Territory.objects.filter(path__startswith=path).values_list("pk", flat=True)) if path else []


def currencies() -> list[str]:
    """Codes of the currencies in use, in order."""
    return list(Currency.objects.order_by("code").values_list("code", flat=True))


def rates() -> QuerySet[ExchangeRate]:
    """Every dated rate, the newest first within its currency."""
    return ExchangeRate.objects.order_by("currency", "-from_date")


def tokens(actor: Actor) -> QuerySet[AccessToken]:
    """Access tokens, never their secret; administrators only.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.ADMINISTRATOR, to="see access tokens")
    return AccessToken.objects.select_related("created_by").order_by("revoked_at", "name", "pk")


def own_tokens(actor: Actor) -> QuerySet[AccessToken]:
    """The tokens that the actor made to read as themselves."""
    return AccessToken.objects.filter(scope=OWN_READ, created_by_id=actor.id).order_by("revoked_at", "name", "pk")


BY_HASH = "SELECT * FROM company_accesstoken WHERE hash = %s AND revoked_at IS NULL"
"""Fixed, because every request of the API asks for it."""


def token_names(ids: Collection[int]) -> dict[int, str]:
    """Names of tokens by id, those that were revoked too; to show who did something, so for everybody. One query."""
    return dict(AccessToken.objects.filter(pk__in=ids).values_list("pk", "name"))


def token_named(secret: str) -> AccessToken | None:
    """The token whose secret this is; None when there is none or it was revoked. One query.

    The secret is random and looked up by its hash, so that the time taken says nothing of any token.
    """
    digest = token_hash(secret)
    token = next(iter(read(AccessToken, BY_HASH, [digest])), None)
    return token if token is not None and hmac.compare_digest(token.hash, digest) else None


def token_shown(authorization: str, scope: str, *, to: str) -> AccessToken:
    """The token that a request of the API shows in its ``Authorization`` header.

    Args:
        to: What the scope allows, in words that complete “may not”.

    Raises:
        Refused: ``access.token``, there is none or it was revoked; ``access.denied``, it is for something else.
    """
    scheme, _, secret = authorization.partition(" ")
    token = token_named(secret.strip()) if scheme.lower() == "bearer" and secret else None
    if token is None:
        raise Refused("access.token", "Send a valid access token: Authorization: Bearer … (Settings, Tokens).")
    if scope not in (token.scope, READ_AS_MAKER.get(token.scope)):
        raise Refused("access.denied", f"This access token may not {to}.")
    return token


def token_hash(secret: str) -> str:
    """What is kept of a token (SHA-256, hexadecimal); any text has one, halves of characters too."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def actor_of_token(token: AccessToken) -> Actor:
    """The API client as one who acts; its door has checked the scope before.

    A token of somebody's own acts as they do, with the roles and territories that they have now.

    Raises:
        Refused: ``access.token``, whoever made it has left.
    """
    if token.scope == OWN_READ:
        maker = actor_for(token.created_by)
        if not maker.roles:
            raise Refused("access.token", "Whoever made this access token no longer works here.")
        return maker
    return Actor(id=None, label=f"token:{token.pk}", roles=TOKEN_ROLES[token.scope], sees_all=True)


def actor_labelled(label: str) -> Actor:
    """Whoever a label names, as they may act now: a job acts as the one who asked for it.

    Raises:
        Missing: No such user or token any more.
    """
    kind, _, key = label.partition(":")
    if kind == "system":
        return Actor.system(key)
    holders: dict[str, QuerySet[Any]] = {
        "user": User.objects.all(),
        "token": AccessToken.objects.filter(revoked_at=None),
    }
    holder = holders[kind].filter(pk=int(key)).first() if kind in holders and key.isdecimal() else None
    if holder is None:
        raise Missing("user")
    return actor_for(holder) if isinstance(holder, User) else actor_of_token(holder)


def local_zone() -> ZoneInfo:
    """The company's time zone, in which its days begin; UTC before it is founded. One small query."""
    with connection.cursor() as cursor:  # fixed, because almost every action on a sale asks for it, some twice
        cursor.execute("SELECT time_zone FROM company_company ORDER BY id LIMIT 1")
        found = cursor.fetchone()
    return ZoneInfo(found[0] if found else "UTC")


def local_day(at: datetime) -> date:
    """The company's day at an instant."""
    return at.astimezone(local_zone()).date()


def local_moment(at: datetime) -> str:
    """An instant for a mail, in the company's zone, which is named: no page is there to say it."""
    zone = local_zone()
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"


def settings_stamp() -> str:
    """Another text whenever any setting has changed; "" before the company is founded. One small query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT settings_stamp FROM company_company")
        row = cursor.fetchone()
    return str(row[0]) if row else ""

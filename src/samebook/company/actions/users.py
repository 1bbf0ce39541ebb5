"""Users: who works here, what they may do, and where."""

from collections.abc import Collection
from datetime import datetime

from samebook.company import rules
from samebook.company.actions.common import administer, found, settings_change, unique
from samebook.company.actions.passwords import hashed, is_own_password
from samebook.company.models import Team, Territory, User, UserRole
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

TAKEN = "Someone already logs in with this address."


def add_user(
    actor: Actor,
    *,
    name: str,
    email: str,
    roles: Collection[str],
    password: str,
    at: datetime,
    team_id: int | None = None,
    territory_ids: Collection[int] = (),
    capacity: int | None = None,
) -> User:
    """Give a person a login.

    Args:
        roles: Values of ``Role``, at least one; a partner user has no other.
        capacity: How many delivered leads may be open with them at once; None for no limit.

    Raises:
        Refused: ``access.denied``, ``company.taken``, or a wrong value at its field.
    """
    actor.require(Role.ADMINISTRATOR, to="add users")
    user = User(
        name=rules.clean_line(name, field="name", longest=150),
        email=rules.check_email(email),
        capacity=rules.check_capacity(capacity),
        created_at=at,
    )
    user.password = hashed(password, email=user.email, name=user.name)
    return _add(actor, user, rules.check_roles(roles), team_id, territory_ids, at=at)


@action
def _add(
    actor: Actor,
    user: User,
    roles: frozenset[Role],
    team_id: int | None,
    territory_ids: Collection[int],
    *,
    at: datetime,
) -> User:
    administer(actor)
    user.team = found(Team, team_id, field="team") if team_id is not None else None
    with unique(TAKEN, field="email"):
        user.save(force_insert=True)
    _set_roles(user, roles)
    user.territories.set(_territories(territory_ids))
    record(actor, "company.user.added", user, happened_at=at, detail=_standing(user, roles, territory_ids))
    return user


@action
def change_user(
    actor: Actor,
    user_id: int,
    *,
    name: str,
    email: str,
    roles: Collection[str],
    at: datetime,
    team_id: int | None = None,
    territory_ids: Collection[int] = (),
    capacity: int | None = None,
) -> User:
    """Set what a user is; what is not given is taken away.

    Raises:
        Refused: ``access.denied``, ``company.taken``, ``company.last_administrator``, or a wrong value at its field.
    """
    administer(actor)
    user = found(User, user_id)
    granted = rules.check_roles(roles)
    if Role.ADMINISTRATOR not in granted:
        _keep_an_administrator(user)
    user.name = rules.clean_line(name, field="name", longest=150)
    user.email = rules.check_email(email)
    user.capacity = rules.check_capacity(capacity)
    user.team = found(Team, team_id, field="team") if team_id is not None else None
    with unique(TAKEN, field="email"):
        user.save(update_fields=["name", "email", "capacity", "team"])
    _set_roles(user, granted)
    user.territories.set(_territories(territory_ids))
    record(actor, "company.user.changed", user, happened_at=at, detail=_standing(user, granted, territory_ids))
    return user


@action
def deactivate_user(actor: Actor, user_id: int, *, at: datetime) -> User:
    """End a login; the person's past stays. Asking twice changes nothing more.

    Raises:
        Refused: ``access.denied``, ``company.last_administrator``.
    """
    administer(actor)
    user = found(User, user_id)
    _keep_an_administrator(user)
    return _set_active(actor, user, is_active=False, code="company.user.deactivated", at=at)


@action
def reactivate_user(actor: Actor, user_id: int, *, at: datetime) -> User:
    """Let a deactivated user log in again, with the roles they had."""
    administer(actor)
    return _set_active(actor, found(User, user_id), is_active=True, code="company.user.reactivated", at=at)


def set_password(actor: Actor, user_id: int, *, password: str, at: datetime) -> User:
    """Give another user a new password; their open sessions end.

    Raises:
        Refused: ``company.own_password``: one's own is changed by entering the present one, so that an open session is
            no way to another's signature.
    """
    actor.require(Role.ADMINISTRATOR, to="set passwords")
    if user_id == actor.id:
        raise Refused("company.own_password", "Change your own password on your profile page.", "password")
    user = found(User, user_id)
    return _keep_password(
        actor, user, hashed(password, email=user.email, name=user.name), "company.user.password_set", at=at
    )


def change_password(actor: Actor, *, old: str, new: str, at: datetime) -> User:
    """Change one's own password.

    Raises:
        Refused: ``company.password_wrong``, ``company.too_many_tries``, or what ``hashed`` refuses.
    """
    if actor.id is None:
        raise Missing("user")
    user = found(User, actor.id)
    if not is_own_password(user, rules.check_password(old, field="old"), at=at, field="old"):
        raise Refused("company.password_wrong", "That is not your present password.", "old")
    new_hash = hashed(new, email=user.email, name=user.name, field="new")
    return _keep_password(actor, user, new_hash, "company.user.password_changed", at=at)


@action
def choose_notices(actor: Actor, *, mail_notices: bool, at: datetime) -> User:
    """Switch one's own mail notices on or off."""
    if actor.id is None:
        raise Missing("user")
    user = found(User, actor.id)
    settings_change()
    user.mail_notices = mail_notices
    user.save(update_fields=["mail_notices"])
    record(actor, "company.user.notices_chosen", user, happened_at=at, detail={"mail_notices": mail_notices})
    return user


@action
def _keep_password(actor: Actor, user: User, new_hash: str, code: str, *, at: datetime) -> User:
    user.password = new_hash
    user.save(update_fields=["password"])
    record(actor, code, user, happened_at=at)
    return user


def _set_active(actor: Actor, user: User, *, is_active: bool, code: str, at: datetime) -> User:
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        record(actor, code, user, happened_at=at)
    return user


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(is_active=True, user_roles__role=Role.ADMINISTRATOR).exclude(pk=user.pk)
    is_one = user.is_active and UserRole.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
    if is_one and not others.exists():
        raise Refused("company.last_administrator", "This is the last administrator; name another one first.", "roles")


def _set_roles(user: User, roles: frozenset[Role]) -> None:
    UserRole.objects.filter(user=user).exclude(role__in=roles).delete()
    UserRole.objects.bulk_create([UserRole(user=user, role=role) for role in sorted(roles)], ignore_conflicts=True)


def _territories(ids: Collection[int]) -> list[Territory]:
    return [found(Territory, pk, field="territories") for pk in sorted(set(ids))]


def _standing(user: User, roles: frozenset[Role], territory_ids: Collection[int]) -> dict[str, object]:
    return {
        "roles": sorted(roles),
        "team": user.team_id,
        "territories": sorted(set(territory_ids)),
        "capacity": user.capacity,
    }

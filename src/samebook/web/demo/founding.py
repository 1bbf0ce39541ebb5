"""The first days: the company, its people, its map and calendars, what its records held, and the first edition."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from samebook.company.actions import (
    add_calendar,
    add_currency,
    add_team,
    add_territory,
    add_user,
    change_team,
    choose_notices,
    enter_rate,
    found_company,
)
from samebook.company.actions.passwords import check_strength
from samebook.company.models import User
from samebook.company.queries import clocks_of_teams
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.web.demo import cast, editions, names
from samebook.web.demo.agreeing import agree
from samebook.web.demo.cast import Worker
from samebook.web.demo.house import House, Login
from samebook.web.demo.records import enter_records
from samebook.web.demo.world import World


def found(world: World, *, notices: bool = False) -> House:
    """Begin the company, three weeks before the first response.

    Args:
        notices: Whether reps get mail from the first day on; the build switches it on at the end instead.
    """
    at = world.plan.begin - timedelta(days=21)
    house = House()
    administrator = _company(house, at)
    places = _territories(administrator, at)
    _people(house, administrator, places, at)
    if not notices:
        with writing():
            for rep in house.with_role(Role.REP):
                choose_notices(rep, mail_notices=False, at=at)
    _rates(administrator, at)
    enter_records(house, world, places, at + timedelta(days=4))
    agree(house, editions.first(), at=at + timedelta(days=8), in_force_from=world.plan.begin - timedelta(hours=1))
    return house


def _company(house: House, at: datetime) -> Actor:
    login = _login(house, cast.ADMINISTRATOR)
    found_company(
        name=names.COMPANY,
        country="DE",
        currency="EUR",
        time_zone=cast.CENTRAL.zone,
        fiscal_year_start=1,
        administrator_name=cast.ADMINISTRATOR.name,
        administrator_email=login.email,
        password=login.password,
        at=at,
        hours=cast.CENTRAL.hours,
        simulated=True,
    )
    user = User.objects.get(email=login.email)
    house.remember(user, cast.ADMINISTRATOR)
    return house.actors[user.pk]


def _territories(administrator: Actor, at: datetime) -> dict[str, int]:
    with writing():
        root = add_territory(administrator, code=cast.ROOT.code, name=cast.ROOT.name, at=at)
        return {
            place.code: add_territory(administrator, code=place.code, name=place.name, parent_id=root.pk, at=at).pk
            for place in cast.TERRITORIES
        }


def _people(house: House, administrator: Actor, places: dict[str, int], at: datetime) -> None:
    with writing():
        teams = {crew.name: _team(administrator, crew, at) for crew in cast.CREWS}
        for worker in (*cast.MANAGERS, *cast.REPS, *cast.OTHERS):
            login = _login(house, worker)
            team_id = teams[worker.crew.name][0] if worker.crew else None
            user = add_user(
                administrator,
                name=worker.name,
                email=login.email,
                roles=[worker.role],
                password=login.password,
                at=at,
                team_id=team_id,
                territory_ids=[places[worker.territory]] if worker.territory else [],
                capacity=worker.capacity,
            )
            house.remember(user, worker)
            if worker.role == Role.SALES_MANAGER and worker.crew and team_id:
                calendar_id = teams[worker.crew.name][1]
                change_team(
                    administrator, team_id, name=worker.crew.name, calendar_id=calendar_id, manager_id=user.pk, at=at
                )
        clocks = clocks_of_teams(set(house.teams.values()))
        house.clocks = {user_id: clocks[team_id] for user_id, team_id in house.teams.items()}


def _team(administrator: Actor, crew: cast.Crew, at: datetime) -> tuple[int, int]:
    calendar = add_calendar(
        administrator,
        name=crew.name,
        time_zone=crew.zone,
        hours=crew.hours,
        country=crew.country,
        subdivision=crew.subdivision,
        at=at,
    )
    return add_team(administrator, name=crew.name, calendar_id=calendar.pk, at=at).pk, calendar.pk


def _login(house: House, worker: Worker) -> Login:
    from samebook.accounts.rules import folded

    email = f"{folded(worker.name).replace(' ', '.')}@{names.DOMAIN}"
    login = Login(worker, email, _password(email, worker.name))
    house.logins.append(login)
    return login


def _password(email: str, name: str) -> str:
    """A random password; drawn again in the rare case that chance made it too like the address."""
    while True:
        password = secrets.token_urlsafe(9)
        with suppress(Refused):
            check_strength(password, email=email, name=name)
            return password


def _rates(administrator: Actor, at: datetime) -> None:
    with writing():
        for code, worth in (("GBP", "1.1840"), ("CHF", "1.0620")):
            add_currency(administrator, code=code, at=at)
            enter_rate(administrator, currency=code, from_date=at.date(), rate=Decimal(worth), at=at)

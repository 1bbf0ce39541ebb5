"""The first days: the company, its people, its map and calendars, what its records held, and the first edition."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from samebook.accounts.actions import change_account
from samebook.accounts.imports import load_accounts, load_people
from samebook.accounts.models import Account
from samebook.agreement.actions import draft_edition, propose_edition, sign_edition
from samebook.agreement.models import Edition
from samebook.agreement.terms import Side
from samebook.communications.actions import CommunicationInput, CostInput, keep_communications, keep_costs
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
from samebook.company.clock import BusinessClock
from samebook.company.models import User
from samebook.company.queries import actor_for, clocks_of_teams
from samebook.exchange.targets import ImportRow
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor, Role
from samebook.web.demo import cast, editions, names
from samebook.web.demo.cast import Worker
from samebook.web.demo.market import Firm
from samebook.web.demo.world import World

T = TypeVar("T")
LIST = 500


@dataclass(slots=True)
class Login:
    """Whom a printed login is for."""

    worker: Worker
    email: str
    password: str


@dataclass(slots=True)
class House:
    """Everybody who works at Tarnvik, with a login and as one who acts.

    Attributes:
        workers: By user id.
        clocks: By user id, the hours of their team.
    """

    logins: list[Login] = field(default_factory=list)
    workers: dict[int, Worker] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    clocks: dict[int, BusinessClock] = field(default_factory=dict)
    teams: dict[int, int] = field(default_factory=dict)

    def with_role(self, role: Role) -> list[Actor]:
        return [self.actors[pk] for pk, worker in self.workers.items() if worker.role == role]

    def login_of(self, actor: Actor) -> Login:
        worker = self.workers[actor.id or 0]
        return next(login for login in self.logins if login.worker is worker)

    def manager_of(self, user_id: int) -> Actor:
        """The sales manager of a rep's team."""
        crew = self.workers[user_id].crew
        return next(each for each in self.with_role(Role.SALES_MANAGER) if self.workers[each.id or 0].crew is crew)


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
    _rates(administrator, world, at)
    _records(house, world, places, at + timedelta(days=4))
    agree(house, editions.first(), at=at + timedelta(days=8), in_force_from=world.plan.begin - timedelta(hours=1))
    return house


def agree(house: House, text: str, *, at: datetime, in_force_from: datetime) -> Edition:
    """Marketing drafts and proposes an edition; both sides sign it within two days."""
    marketing, sales = house.with_role(Role.MARKETING)[0], house.with_role(Role.SALES_MANAGER)[1]
    edition = propose(house, text, at=at, in_force_from=in_force_from)
    for actor, side, hours in ((marketing, Side.MARKETING, 3), (sales, Side.SALES, 29)):
        edition = sign(house, edition, actor, side, at=at + timedelta(hours=hours))
    return edition


def propose(house: House, text: str, *, at: datetime, in_force_from: datetime) -> Edition:
    """Marketing writes an edition and asks both sides to sign it."""
    marketing = house.with_role(Role.MARKETING)[0]
    draft = draft_edition(marketing, text=text, at=at)
    return propose_edition(marketing, draft.pk, in_force_from=in_force_from, at=at + timedelta(hours=1))


def sign(house: House, edition: Edition, actor: Actor, side: Side, *, at: datetime) -> Edition:
    """One side's signature, with the signer's own password."""
    password = house.login_of(actor).password
    return sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=password, at=at)


def external_id(place: int) -> str:
    """What the company's old system called the account at a place of the market."""
    return f"K-{place + 10_000}"


def in_lists(rows: Iterable[T], size: int = LIST) -> Iterator[list[T]]:
    """Cut a long list as actions want it."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part


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
    _remember(house, user, cast.ADMINISTRATOR)
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
            _remember(house, user, worker)
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

    login = Login(worker, f"{folded(worker.name).replace(' ', '.')}@{names.DOMAIN}", secrets.token_urlsafe(9))
    house.logins.append(login)
    return login


def _remember(house: House, user: User, worker: Worker) -> None:
    house.workers[user.pk] = worker
    house.actors[user.pk] = actor_for(user)
    if user.team_id is not None:
        house.teams[user.pk] = user.team_id


def _rates(administrator: Actor, world: World, at: datetime) -> None:
    with writing():
        for code, worth in (("GBP", "1.1840"), ("CHF", "1.0620")):
            add_currency(administrator, code=code, at=at)
            enter_rate(administrator, currency=code, from_date=at.date(), rate=Decimal(worth), at=at)


def _records(house: House, world: World, places: dict[str, int], at: datetime) -> None:
    """What the old system knew: companies with their sites, people, who is a customer; and what is to be said."""
    marketing = house.with_role(Role.MARKETING)[0]
    firms = [(place, firm) for place, firm in enumerate(world.market.firms) if firm.is_known]
    rows = [ImportRow(number, _account_row(place, firm)) for number, (place, firm) in enumerate(firms, 2)]
    for accounts in in_lists(rows):
        load_accounts(marketing, accounts, at=at)
    people = [human for human in world.market.people if human.is_known]
    for part in in_lists(
        ImportRow(
            number,
            {
                "name": human.name,
                "email": human.email,
                "title": human.title,
                "account_external_id": external_id(human.firm),
                "country": world.market.firms[human.firm].country.code,
            }
            | ({"phone": human.phone} if human.phone else {}),
        )
        for number, human in enumerate(people, 2)
    ):
        load_people(marketing, part, at=at)
    _assign(house, firms, places, at + timedelta(days=1))


def _account_row(place: int, firm: Firm) -> dict[str, object]:
    row: dict[str, object] = {
        "external_id": external_id(place),
        "name": firm.name,
        "website": firm.domain,
        "country": firm.country.code,
        "industry": firm.industry.name,
        "employees": firm.employees,
        "city": firm.city,
        "is_customer": firm.is_customer,
    }
    if firm.phone:
        row["phone"] = firm.phone
    if firm.parent is not None:
        row["parent_external_id"] = external_id(firm.parent)
    return row


def _assign(house: House, firms: Sequence[tuple[int, Firm]], places: dict[str, int], at: datetime) -> None:
    """Accounts belong to a territory, customers to one of its reps."""
    manager = house.with_role(Role.SALES_MANAGER)[0]
    ids = dict(Account.objects.exclude(external_id=None).values_list("external_id", "id"))
    reps: dict[str, list[int]] = {}
    for user_id, worker in house.workers.items():
        if worker.role == Role.REP:
            reps.setdefault(worker.territory, []).append(user_id)
    for part in in_lists([(place, firm) for place, firm in firms if firm.country.territory], 200):
        with writing():
            for place, firm in part:
                territory = firm.country.territory
                values: dict[str, object] = {"territory_id": places[territory]}
                if firm.is_customer:
                    values["owner_id"] = reps[territory][place % len(reps[territory])]
                change_account(manager, ids[external_id(place)], values, at=at)


def say(house: House, world: World, keys: Sequence[int], *, at: datetime) -> None:
    """Enter communications by their place in the world, before their first response."""
    marketing = house.with_role(Role.MARKETING)[0]
    given = [
        CommunicationInput(
            name=said.name,
            channel=said.source.channel,
            external_id=said.key,
            offer=said.offer,
            started_on=said.started_on,
            ended_on=said.ended_on,
        )
        for said in (world.communications[key] for key in keys)
    ]
    keep_communications(marketing, given, at=at)


def spend(house: House, costs: Sequence[CostInput], *, at: datetime) -> None:
    """Book what communications cost."""
    for part in in_lists(costs):
        keep_costs(house.with_role(Role.MARKETING)[0], part, at=at)

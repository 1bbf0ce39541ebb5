"""What Tarnvik's old system knew, and what it says to the market and spends on it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from samebook.accounts.actions import change_account
from samebook.accounts.imports import load_accounts, load_people
from samebook.accounts.models import Account
from samebook.communications.actions import CommunicationInput, CostInput, keep_communications, keep_costs
from samebook.exchange.targets import ImportRow
from samebook.journal.transactions import writing
from samebook.kernel.access import Role
from samebook.web.demo.house import House
from samebook.web.demo.market import Firm
from samebook.web.demo.world import World

T = TypeVar("T")
LIST = 500


def external_id(place: int) -> str:
    """What the company's old system called the account at a place of the market."""
    return f"K-{place + 10_000}"


def in_lists(rows: Iterable[T], size: int = LIST) -> Iterator[list[T]]:
    """Cut a long list as actions want it."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part


def enter_records(house: House, world: World, places: dict[str, int], at: datetime) -> None:
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

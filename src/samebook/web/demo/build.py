"""Builds the demo company in the home that this process has: founds it, lets it live, seals and counts it."""

import gc
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import F

from samebook.agreement.terms import Side
from samebook.communications.actions import CostInput
from samebook.company.actions import choose_notices
from samebook.customers.actions import OrderInput, keep_orders
from samebook.jobs.models import Mail
from samebook.jobs.turn import write
from samebook.journal.sealing import seal
from samebook.kernel.access import Role
from samebook.leads.actions import announce_deliveries
from samebook.leads.models import Lead
from samebook.leads.rules import WITH_REP
from samebook.leads.terms import Status
from samebook.web.demo import (
    agreeing,
    asking_customers,
    editions,
    founding,
    launching,
    names,
    playing,
    polls,
    receiving,
    records,
    reporting,
    segmenting,
)
from samebook.web.demo.house import House, Login
from samebook.web.demo.living import Life, moments
from samebook.web.demo.records import external_id, in_lists
from samebook.web.demo.truth import Truth
from samebook.web.demo.world import Plan, World, make_world

Progress = Callable[[str, int, int], object]
"""Told what is being done, how many days of it are over, and of how many."""

YEAR = timedelta(days=365)
LATEST = timedelta(hours=20)
"""Mail of this last time stays in the outbox; all earlier mail counts as sent."""


@dataclass(slots=True)
class Built:
    """What the build made.

    Attributes:
        logins: One for each role, the rep with the most to do among them, then everybody else's.
        refused: What the product did not let people do, by act and code; nothing, when all is well.
        seconds: How long each kind of act took: how often, and seconds in all.
    """

    shown: list[Login]
    logins: list[Login]
    truth: dict[str, Any]
    refused: dict[str, int]
    seconds: dict[str, tuple[int, float]] = field(default_factory=dict)


def build(plan: Plan, progress: Progress = lambda what, done, of: None) -> Built:
    """Make the company of a plan in this process's home, whose tables are there and empty."""
    world = make_world(plan)
    progress("Founding the company", 0, plan.days)
    house = founding.found(world)
    life = Life(world, house, Truth())
    schedule(life)

    def told(when: datetime) -> None:
        progress("Living two years", min(max((when - plan.begin).days, 0), plan.days), plan.days)

    threshold = gc.get_threshold()
    gc.set_threshold(
        100_000, 50, 50
    )  # the ORM leaves many small circles; looking for them less often is a tenth faster
    try:
        life.live(told)
    finally:
        gc.set_threshold(*threshold)
    _settle_mail(plan.until)
    progress("Sealing the journal", plan.days, plan.days)
    seal(at=datetime.now(UTC))
    progress("Taking a snapshot", plan.days, plan.days)
    _snapshot(plan.until)
    progress("Counting segments", plan.days, plan.days)
    segmenting.last_count(plan.until)
    polls.lay_over(datetime.now(UTC))
    progress("Closing the last quarter", plan.days, plan.days)
    reporting.report(house, plan.begin.date(), plan.until)
    seal(at=datetime.now(UTC))
    truth = life.truth.as_json(until=plan.until, seed=plan.seed, scale=plan.scale)
    seconds = {name: (len(spent), sum(spent)) for name, spent in life.spent.items()}
    return Built(_shown(house), house.logins, truth, life.refused, seconds)


def schedule(life: Life) -> None:
    """Put everything into the queue that does not depend on what people do."""
    plan, world = life.world.plan, life.world
    _schedule_responses(life)
    for key, said in enumerate(world.communications):
        when = max(_morning(said.started_on) - timedelta(days=70), plan.begin - timedelta(days=1))
        life.at(when, "communication", partial(_say, life, key))
    for month in _months(world):
        life.at(_morning(month) + timedelta(hours=1), "month", partial(_close_month, life))
    life.orders += list(orders_of_customers(world))
    for day in range(plan.days + 1):
        midnight = datetime.combine((plan.begin + timedelta(days=day)).date(), time(), UTC)
        if midnight.weekday() in ((0, 1, 2, 3, 4) if plan.scale >= 0.2 else (0, 3)):
            life.at(midnight + timedelta(hours=6, minutes=15), "tick", partial(receiving.tick, life))
    for hours in range(12):
        life.at(plan.until - timedelta(hours=hours, seconds=30), "tick", partial(receiving.tick, life))
    _schedule_editions(life)
    segmenting.schedule(life)
    polls.schedule(life)
    playing.schedule(life)
    launching.schedule(life)
    asking_customers.schedule(life)
    life.at(plan.until - LATEST, "notices", partial(_notices, life))
    life.at(plan.until, "month", partial(_close_month, life))


def orders_of_customers(world: World) -> Iterable[OrderInput]:
    """What those who were customers before the first day go on buying: parts mostly, a pump now and then."""
    rng = world.plan.rng(4)
    for place, firm in enumerate(world.market.firms):
        if not firm.is_customer:
            continue
        for number in range(int(rng.poisson(2.2 * world.plan.days / 365))):
            day = world.plan.begin.date() + timedelta(days=int(rng.integers(world.plan.days)))
            amount = round(float(rng.lognormal(8.1, 0.9)) / 10) * 10 + 90
            yield OrderInput(
                ordered_on=day,
                amount=Decimal(amount).quantize(Decimal("0.01")),
                currency="EUR",
                external_id=f"E-{place}-{number}",
                account_external_id=external_id(place),
                product=names.PRODUCTS[4 + int(rng.random() * 2) if amount < 9_000 else int(rng.random() * 4)],
            )


def _schedule_responses(life: Life) -> None:
    times, first = life.world.times, 0
    for moment in moments(life.world):
        last = int(times.searchsorted(int(moment.timestamp()), side="right"))
        if last > first:
            life.at(moment, "take in", partial(receiving.receive, life, first, last))
        first = last


def _schedule_editions(life: Life) -> None:
    plan, house = life.world.plan, life.house
    life.at(plan.begin - timedelta(minutes=30), "edition", partial(receiving.change_of_force, life))
    change = plan.begin + YEAR
    if change + YEAR / 4 < plan.until:
        act = partial(_agree, house, editions.second(), change)
        life.at(change - timedelta(days=12), "edition", act)
        life.at(change + timedelta(minutes=20), "edition", partial(receiving.change_of_force, life))
        own = change - timedelta(days=60)
        life.at(own - timedelta(days=12), "edition", partial(_agree, house, editions.france(), own))
        life.at(own + timedelta(minutes=20), "edition", partial(receiving.change_of_force, life))
    life.at(
        plan.until - timedelta(days=1, hours=4), "edition", partial(_propose, house, plan.until + timedelta(days=14))
    )


def _agree(house: House, text: str, in_force_from: datetime, at: datetime) -> None:
    agreeing.agree(house, text, at=at, in_force_from=in_force_from)


def _propose(house: House, in_force_from: datetime, at: datetime) -> None:
    """Marketing has signed; a sales manager has proposed one clause otherwise, another finds it to be signed."""
    edition = agreeing.propose(house, editions.third(), at=at, in_force_from=in_force_from)
    agreeing.sign(house, edition, house.with_role(Role.MARKETING)[0], Side.MARKETING, at=at + timedelta(hours=2))
    agreeing.answer(house, edition, at=at + timedelta(hours=3))


def _say(life: Life, key: int, at: datetime) -> None:
    records.say(life.house, life.world, [key], at=at)


def _close_month(life: Life, at: datetime) -> None:
    """The books of a month: what communications cost, and the file of orders from the other system."""
    day = at.date()
    known = [said for said in life.world.communications if _morning(said.started_on) - timedelta(days=70) <= at]
    costs = [
        CostInput(
            amount=amount,
            currency="EUR",
            booked_on=booked_on,
            external_id=f"C-{said.key}-{number}",
            communication=said.key,
        )
        for said in known
        for number, (booked_on, amount) in enumerate(said.costs)
        if booked_on < day and booked_on >= day - timedelta(days=75)
    ]
    records.spend(life.house, costs, at=at)
    due = [order for order in life.orders if order.ordered_on <= day]
    life.orders = [order for order in life.orders if order.ordered_on > day]
    for part in in_lists(sorted(due, key=lambda order: (order.ordered_on, order.external_id))):
        for kept in keep_orders(life.house.with_role(Role.SALES_MANAGER)[0], part, at=at):
            if kept.refused is not None:
                said = f"order: {kept.refused.code}"
                life.refused[said] = life.refused.get(said, 0) + 1


def _notices(life: Life, at: datetime) -> None:
    while announce_deliveries(at=at):  # nobody has notices on yet: what is past is marked as told, and no mail is made
        pass
    for rep in life.house.with_role(Role.REP):
        choose_notices(rep, mail_notices=True, at=at)


def _settle_mail(until: datetime) -> None:
    with write():
        old = Mail.objects.filter(sent_at=None, created_at__lt=until - LATEST)
        old.update(sent_at=F("created_at"), next_try_at=None, tries=1)


def _snapshot(as_of: datetime) -> None:
    """The numbers as of the end of the simulation, so that clocks that ran out after it are not counted as late."""
    from django.db import connection

    from samebook.numbers.snapshot.store import snapshots_folder
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    take_snapshot(connection, registry, snapshots_folder(), at=as_of)


def _shown(house: House) -> list[Login]:
    """A login for each role; of the reps the one with the most leads to answer, then the most to follow up."""
    reps = [actor.id for actor in house.with_role(Role.REP)]
    theirs = {pk: Lead.objects.filter(owner_id=pk, status__in=WITH_REP) for pk in reps}
    held = {pk: (leads.filter(status=Status.DELIVERED).count(), leads.count()) for pk, leads in theirs.items()}
    busiest = house.workers[max(held, key=lambda pk: (held[pk], -(pk or 0))) or 0]
    shown = [login for login in house.logins if login.worker.shown]
    return [next(login for login in house.logins if login.worker is busiest), *shown]


def truth_text(truth: dict[str, Any]) -> str:
    return json.dumps(truth, indent=1, ensure_ascii=False) + "\n"


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(5), UTC)


def _months(world: World) -> list[date]:
    days = [(world.plan.begin + timedelta(days=number)).date() for number in range(world.plan.days + 1)]
    return [day for day in days if day.day == 1]

"""Two years of work: what the world sends and what people do about it, one act after the other in the order of time."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from math import ceil, floor
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebook.book.durations import Duration, Unit
from samebook.company.clock import BusinessClock
from samebook.customers.actions import OrderInput
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.web.demo.coming import Coming
from samebook.web.demo.house import House
from samebook.web.demo.truth import Truth
from samebook.web.demo.world import World

Act = Callable[[datetime], None]
BATCH = 250
"""Acts in one transaction."""


@dataclass(slots=True)
class Life:
    """The queue of what is still to happen, and what has to be known of it.

    Attributes:
        leads: Lead id → place in the world of the response that made it.
        owners: Lead id → the rep who has it; those with whom it is at an end are taken out.
        asking: Ids of leads that telesales has on its list.
        orders: What was bought and waits for the next file of orders.
        refused: What the product did not let people do, by code.
        spent: Seconds that each act took, by its name.
    """

    world: World
    house: House
    truth: Truth
    leads: dict[int, int] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    asking: set[int] = field(default_factory=set)
    orders: list[OrderInput] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    spent: dict[str, list[float]] = field(default_factory=dict)
    _queue: list[tuple[datetime, int, str, Act]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def until(self) -> datetime:
        return self.world.plan.until

    def at(self, when: datetime, name: str, act: Act) -> None:
        """Let something happen then; what lies after the end never does."""
        if when <= self.until:
            heapq.heappush(self._queue, (when, next(self._numbers), name, act))

    def live(self, progress: Callable[[datetime], object]) -> None:
        """Do everything in the order of time, in batches; ``progress`` is told how far it has come."""
        while self._queue:
            with writing():
                for _ in range(BATCH):
                    if not self._queue:
                        break
                    when, _, name, act = heapq.heappop(self._queue)
                    self._do(when, name, act)
            progress(when)

    def coming(self, lead_id: int) -> Coming | None:
        """The response behind a lead; None for one that the simulation did not send."""
        place = self.leads.get(lead_id)
        return None if place is None else self.world.response(place)

    def draws(self, lead_id: int, part: int) -> NDArray[np.float64]:
        """More random numbers of a lead, for what may take many tries."""
        bits = np.random.Philox(key=self.world.plan.seed, counter=[0, 0, part, self.leads[lead_id]])
        return np.random.Generator(bits).random(32)

    def clock(self, user_id: int) -> BusinessClock:
        return self.house.clocks[user_id]

    def actor(self, user_id: int) -> Actor:
        return self.house.actors[user_id]

    def one_of(self, role: Role, draw: float) -> Actor:
        actors = self.house.with_role(role)
        return actors[int(draw * len(actors))]

    def _do(self, when: datetime, name: str, act: Act) -> None:
        began = process_time()
        try:
            act(when)
        except Refused as refusal:
            self.refused[f"{name}: {refusal.code}"] = self.refused.get(f"{name}: {refusal.code}", 0) + 1
        self.spent.setdefault(name, []).append(process_time() - began)


def working_after(clock: BusinessClock, start: datetime, share: float, until: datetime) -> datetime:
    """The moment at which a share of the open time between two instants has passed; before the end up to a share of 1.

    Whole minutes: rounded down up to 1 and up beyond, so that what is early stays early and what is late stays late.
    """
    minutes = clock.elapsed(start, until) / timedelta(minutes=1) * share
    whole = floor(minutes) if share <= 1 else ceil(minutes) + 1
    return clock.add(start, Duration(min(max(whole, 0), 9_999), Unit.MINUTE, business=True))


def in_hours(clock: BusinessClock, at: datetime) -> datetime:
    """The nearest working moment at about that time: weekend days go to the Friday before or the Monday after."""
    for days in (0, -1, 1, 2, -2, 3, -3, 4, -4, 5):
        day = (at + timedelta(days=days)).replace(hour=8 + at.hour % 7)
        if clock.is_open(day):
            return day
    return at


def moments(world: World) -> list[datetime]:
    """When what has come is taken in: up to twice a working day, hourly on the last two days, and at the end.

    A small world takes in less often, so that a list is worth its transaction.
    """
    plan = world.plan
    days = [(plan.begin + timedelta(days=number)).date() for number in range(plan.days + 1)]
    working = [day for day in days if day.weekday() < 5]
    a_day = len(world) / max(len(working), 1)
    hours: Sequence[float] = (7.5, 13.5) if a_day >= 12 else (7.5,)
    every = max(1, round(5 / a_day))
    found = {_moment(day, hour) for number, day in enumerate(working) if number % every == 0 for hour in hours}
    last = plan.until - timedelta(days=2)
    found |= {last.replace(minute=0, second=0) + timedelta(hours=number) for number in range(1, 49)}
    return [*sorted(moment for moment in found if plan.begin < moment < plan.until), plan.until]


def _moment(day: Any, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)

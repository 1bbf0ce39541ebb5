"""The whole simulated world before anybody at Tarnvik acts: who answers what, when, and what is true of them.

Pure and seeded: the same plan gives the same world, and what somebody will say or do depends on the seed and their
place in the world alone, never on the order in which the product works.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from samebook.web.demo.coming import NOISE, Coming, Given, known, stranger
from samebook.web.demo.market import Market, make_market
from samebook.web.demo.spoken import SOURCES, Said, make_communications

RESPONSES = 21_000
"""At scale 1; known people and open leads join, so that fewer leads come of them."""

DAYS = 730

DRAWS = 40
"""Random numbers that belong to one response."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated.

    Attributes:
        until: The last moment, in UTC.
        days: How long before that the company begins.
    """

    seed: int
    scale: float
    until: datetime
    days: int = DAYS

    @property
    def begin(self) -> datetime:
        """The first moment: Monday to Sunday alike, at 06:00 UTC."""
        first = (self.until - timedelta(days=self.days)).date()
        return datetime(first.year, first.month, first.day, 6, tzinfo=UTC)

    @property
    def responses(self) -> int:
        return max(round(RESPONSES * self.scale * self.days / DAYS), 20)

    def rng(self, part: int) -> np.random.Generator:
        """A generator for one part of the world, apart from the others."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(part,)))


@dataclass(frozen=True, slots=True)
class World:
    """Everything that comes, in the order of time."""

    plan: Plan
    market: Market
    communications: list[Said]
    times: NDArray[np.int64]
    said: NDArray[np.int64]
    humans: NDArray[np.int64]
    kinds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.times)

    def coming(self, first: int, last: int) -> Iterator[Coming]:
        """The responses from one place up to another."""
        for place in range(first, min(last, len(self))):
            yield self.response(place)

    def response(self, place: int) -> Coming:
        """One response with everything hidden behind it."""
        draws = self.draws(place)
        noise = NOISE[self.kinds[place] - 1][0] if self.kinds[place] else ""
        received_at = datetime.fromtimestamp(int(self.times[place]), UTC)
        given = Given(place, received_at, self.communications[self.said[place]], draws)
        if noise not in ("", "service_request"):
            return stranger(given, noise)
        human = self.market.people[self.humans[place]]
        return known(given, self.market.firms[human.firm], human, is_service=bool(noise))

    def draws(self, place: int) -> NDArray[np.float64]:
        """The random numbers of one place, whoever asks and whenever."""
        bits = np.random.Philox(key=self.plan.seed, counter=[0, 0, 1, place])
        return np.random.Generator(bits).random(DRAWS)


def make_world(plan: Plan) -> World:
    """The world of a plan."""
    market = make_market(plan.scale, plan.rng(1))
    communications = make_communications(plan.begin.date(), plan.until.date(), plan.rng(2))
    rng = plan.rng(3)
    said = _said(communications, plan, rng)
    times = _times(communications, said, plan, rng)
    order = np.argsort(times, kind="stable")
    kinds = np.searchsorted(np.cumsum([share for _, share in NOISE]), rng.random(len(order)), side="right") + 1
    kinds[kinds > len(NOISE)] = 0
    humans = _humans(market, kinds, rng)
    return World(plan, market, communications, times[order], said[order], humans, kinds)


def _said(communications: list[Said], plan: Plan, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which communication each response answers; a source keeps its share, however many it has that have run."""
    weights = np.zeros(len(communications))
    run = np.array([_run(each, plan) for each in communications])
    for source in SOURCES:
        own = run * np.array([each.weight * (each.source is source) for each in communications])
        if own.sum():
            weights += source.share * own / own.sum()
    return _drawn(weights, rng.random(plan.responses))


def _run(said: Said, plan: Plan) -> float:
    """Share of a communication's responses that have come by the end."""
    if not said.source.half_life:
        return 1.0
    ran = (plan.until - datetime.combine(said.started_on, time(), UTC)) / timedelta(days=1)
    return float(1 - 0.5 ** (max(ran, 0.0) / said.source.half_life))


def _times(
    communications: list[Said], said: NDArray[np.int64], plan: Plan, rng: np.random.Generator
) -> NDArray[np.int64]:
    """When each response comes, in seconds; mostly in working hours, seldom at weekends."""
    begin, until = int(plan.begin.timestamp()), int(plan.until.timestamp())
    starts = np.array([_seconds(each.started_on) for each in communications])[said]
    ends = np.minimum(np.array([_seconds(each.ended_on) + 86_400 for each in communications])[said], until)
    half = np.array([each.source.half_life for each in communications])[said] * 86_400
    u, day, hour = rng.random(len(said)), rng.random(len(said)), rng.random(len(said))
    starts = np.maximum(starts, begin)
    spans = np.maximum(ends - starts, 3_600).astype(float)
    rate = np.log(2) / np.where(half > 0, half, 1.0)
    decayed = -np.log1p(-u * (1 - np.exp(-rate * spans))) / rate
    at = starts + np.where(half > 0, decayed, u * spans).astype(np.int64)
    midnight = at // 86_400 * 86_400
    weekday = (at // 86_400 + 3) % 7
    moved = np.where((weekday >= 5) & (day < 0.75), midnight + (7 - weekday) * 86_400, midnight)
    working = moved + (6.5 * 3_600 + 10 * 3_600 * hour).astype(np.int64)
    wide = moved + (86_400 * hour).astype(np.int64)
    chosen = np.where(day * 7 % 1 < 0.88, working, wide)
    settled: NDArray[np.int64] = np.where((chosen < begin) | (chosen >= until), np.minimum(at, until - 60), chosen)
    return settled


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _humans(market: Market, kinds: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Who answers; service requests come from customers."""
    eager = np.array([each.eagerness * (0.25 + market.firms[each.firm].need) for each in market.people])
    chosen = _drawn(eager, rng.random(len(kinds)))
    customers = eager * np.array([market.firms[each.firm].is_customer for each in market.people])
    service = next(place for place, (name, _) in enumerate(NOISE, 1) if name == "service_request")
    if customers.sum():
        chosen = np.where(kinds == service, _drawn(customers, rng.random(len(kinds))), chosen)
    return chosen


def _drawn(weights: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.int64]:
    ladder = np.cumsum(weights)
    places: NDArray[np.int64] = np.searchsorted(ladder, u * ladder[-1], side="right")
    return places

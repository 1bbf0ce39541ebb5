"""The whole simulated world before anybody at Tarnvik acts: who answers what, when, and what is true of them.

Pure and seeded: the same plan gives the same world, and what somebody will say or do depends on the seed and their place
in the world alone, never on the order in which the product works.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebook.web.demo import names
from samebook.web.demo.market import Firm, Human, Market, make_market
from samebook.web.demo.spoken import SOURCES, Said, make_communications

RESPONSES = 19_500
"""At scale 1; known people and open leads join, so that fewer leads come of them."""

DAYS = 730
DRAWS = 40
"""Random numbers that belong to one response."""

NOISE = (("spam", 0.030), ("applicant", 0.018), ("supplier", 0.012), ("service_request", 0.035))
"""Shares of responses that are no interest in buying."""

FLAGGED = 0.5
"""Share of applicants, suppliers and service requests that say so in the form."""

NEEDS = (("replacement", 0.5), ("new_plant", 0.22), ("expansion", 0.28))
IDLE_NEEDS = (("information", 0.5), ("spare_parts", 0.22), ("service", 0.08), ("replacement", 0.12), ("expansion", 0.08))
"""What those who have a project, and those who have none, say it is for."""


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
class Coming:
    """One response on its way to Tarnvik, with what is hidden behind it.

    Attributes:
        place: Its number in the world, in the order of time.
        kind: ``interest``, or what it is instead (``NOISE``).
        is_flagged: The form said that it is no interest in buying.
        is_real: There is a project; hidden.
        told: What the form says, by the Book's field names.
        true: What would be answered if asked.
        draws: Random numbers for what follows from it.
    """

    place: int
    received_at: datetime
    said: Said
    firm: Firm | None
    human: Human | None
    kind: str
    is_flagged: bool
    is_real: bool
    told: dict[str, Any]
    true: dict[str, Any]
    message: str
    path: str
    spelling: int
    draws: NDArray[np.float64]


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
        kind = self.kinds[place]
        said = self.communications[self.said[place]]
        received_at = datetime.fromtimestamp(int(self.times[place]), UTC)
        if kind > 0 and NOISE[kind - 1][0] != "service_request":
            return _stranger(place, received_at, said, NOISE[kind - 1][0], draws)
        human = self.market.people[self.humans[place]]
        firm = self.market.firms[human.firm]
        if kind > 0:
            return _service(place, received_at, said, firm, human, draws)
        return _interest(place, received_at, said, firm, human, draws)

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
    ladder = np.cumsum(weights)
    return np.searchsorted(ladder, rng.random(plan.responses) * ladder[-1], side="right")


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
    return np.where((chosen < begin) | (chosen >= until), np.minimum(at, until - 60), chosen)


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
    return np.searchsorted(ladder, u * ladder[-1], side="right")


def _stranger(place: int, at: datetime, said: Said, kind: str, draws: NDArray[np.float64]) -> Coming:
    """Somebody who will never buy: a name and a message, no company."""
    texts = {"spam": names.SPAM, "applicant": names.APPLICATIONS, "supplier": names.SUPPLIERS}[kind]
    country = names.COUNTRIES[int(draws[1] * 8)]
    tongue = country.tongue
    name = f"{tongue.given[int(draws[2] * len(tongue.given))]} {tongue.heads[int(draws[3] * len(tongue.heads))]}"
    name += tongue.tails[int(draws[4] * len(tongue.tails))]
    human = Human(-1, name, "", "", "", False, 0.0)
    flagged = kind != "spam" and bool(draws[0] < FLAGGED)
    message = texts[int(draws[5] * len(texts))]
    return Coming(place, at, said, None, human, kind, flagged, False, {}, {}, message, "form", 0, draws)


def _service(place: int, at: datetime, said: Said, firm: Firm, human: Human, draws: NDArray[np.float64]) -> Coming:
    message = names.SERVICE[int(draws[5] * len(names.SERVICE))]
    flagged = bool(draws[0] < FLAGGED)
    kind = "service_request"
    return Coming(place, at, said, firm, human, kind, flagged, False, {}, {}, message, "form", 0, draws)


def _interest(place: int, at: datetime, said: Said, firm: Firm, human: Human, draws: NDArray[np.float64]) -> Coming:
    real = bool(draws[0] < realness(said, firm, human))
    true = _true(at, firm, real, draws)
    told = {name: value for number, (name, value) in enumerate(true.items()) if draws[20 + number] < said.source.filled}
    told |= {"account.industry": firm.industry.name, "account.employees": firm.employees}
    for number, name in enumerate(("account.industry", "account.employees")):
        if draws[30 + number] > said.source.filled + 0.25:
            del told[name]
    message = names.MESSAGES[int(draws[5] * len(names.MESSAGES))]
    path = {"fair": "fair", "event": "fair", "email": "form", "web": "form"}[said.source.channel]
    return Coming(
        place, at, said, firm, human, "interest", False, real, told, true, message, path, int(draws[6] * 10), draws
    )


def realness(said: Said, firm: Firm, human: Human) -> float:
    """The true share of such responses behind which there is a project."""
    logit = np.log(firm.need / (1 - firm.need)) + said.source.real - 0.25
    return float(1 / (1 + np.exp(-logit))) * (0.05 if human.title == "Student" else 1.0)


def _true(at: datetime, firm: Firm, real: bool, draws: NDArray[np.float64]) -> dict[str, Any]:
    """What is so about a project; where there is none, money is small and the start far."""
    size = 0.35 * np.log(firm.employees / 150)
    amount = np.exp((10.9 if real else 9.0) + size + 0.75 * _normal(draws[7], draws[8]))
    days = 40 + 260 * draws[9] ** 1.6 if real else 150 + 500 * draws[9]
    budget = Decimal(max(int(amount / 500) * 500, 500))
    return {
        "lead.budget": budget,
        "lead.project_start": at.date() + timedelta(days=int(days)),
        "lead.need": _one(NEEDS if real else IDLE_NEEDS, float(draws[10 + 26])),
        "account.industry": firm.industry.name,
        "account.employees": firm.employees,
    }


def _one(shares: Sequence[tuple[str, float]], draw: float) -> str:
    """One name of a list with shares that add up to 1."""
    for name, share in shares:
        draw -= share
        if draw < 0:
            return name
    return shares[-1][0]


def _normal(u: float, v: float) -> float:
    """A standard normal of two uniform draws (Box and Muller)."""
    return float(np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * np.pi * v))

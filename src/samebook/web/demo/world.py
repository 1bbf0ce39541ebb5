"""The whole simulated world before anybody at Tarnvik acts: who answers what, when, and what is true of them.

Pure and seeded: the same plan gives the same world, and what somebody will say or do depends on the seed and their
place in the world alone, never on the order in which the product works.
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

RESPONSES = 21_000
"""At scale 1; known people and open leads join, so that fewer leads come of them."""

DAYS = 730
DRAWS = 40
"""Random numbers that belong to one response."""

NOISE = (("spam", 0.030), ("applicant", 0.018), ("supplier", 0.012), ("service_request", 0.035))
"""Shares of responses that are no interest in buying."""

FLAGGED = 0.5
"""Share of applicants, suppliers and service requests that say so in the form."""

NEEDS = (("replacement", 0.5), ("new_plant", 0.22), ("expansion", 0.28))
IDLE_NEEDS = (
    ("information", 0.5),
    ("spare_parts", 0.22),
    ("service", 0.08),
    ("replacement", 0.12),
    ("expansion", 0.08),
)
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
class _Given:
    """What is settled of a response before it is known who sends it."""

    place: int
    at: datetime
    said: Said
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
        noise = NOISE[self.kinds[place] - 1][0] if self.kinds[place] else ""
        received_at = datetime.fromtimestamp(int(self.times[place]), UTC)
        given = _Given(place, received_at, self.communications[self.said[place]], draws)
        if noise not in ("", "service_request"):
            return _stranger(given, noise)
        human = self.market.people[self.humans[place]]
        return _known(given, self.market.firms[human.firm], human, is_service=bool(noise))

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


def _stranger(given: _Given, kind: str) -> Coming:
    """Somebody who will never buy: a name and a message, no company."""
    draws = given.draws
    texts = {"spam": names.SPAM, "applicant": names.APPLICATIONS, "supplier": names.SUPPLIERS}[kind]
    tongue = names.COUNTRIES[int(draws[1] * 8)].tongue
    surname = _any(tongue.heads, draws[3]) + _any(tongue.tails, draws[4])
    return Coming(
        place=given.place,
        received_at=given.at,
        said=given.said,
        firm=None,
        human=Human(-1, f"{_any(tongue.given, draws[2])} {surname}", "", "", "", is_known=False, eagerness=0.0),
        kind=kind,
        is_flagged=kind != "spam" and bool(draws[0] < FLAGGED),
        is_real=False,
        told={},
        true={},
        message=_any(texts, draws[5]),
        path="form",
        spelling=0,
        draws=draws,
    )


def _known(given: _Given, firm: Firm, human: Human, *, is_service: bool) -> Coming:
    """Somebody of a company: interest in buying, or a pump that leaks."""
    draws, said = given.draws, given.said
    is_real = not is_service and bool(draws[0] < realness(said, firm, human))
    true = {} if is_service else _true(given.at, firm, draws, is_real=is_real)
    return Coming(
        place=given.place,
        received_at=given.at,
        said=said,
        firm=firm,
        human=human,
        kind="service_request" if is_service else "interest",
        is_flagged=is_service and bool(draws[0] < FLAGGED),
        is_real=is_real,
        told={
            name: value
            for number, (name, value) in enumerate(true.items())
            if draws[20 + number] < said.source.filled + (0.2 if name.startswith("account.") else 0.0)
        },
        true=true,
        message=_any(names.SERVICE if is_service else names.MESSAGES, draws[5]),
        path="form" if is_service or said.source.channel in ("web", "email") else "fair",
        spelling=int(draws[6] * 10),
        draws=draws,
    )


def _any(texts: Sequence[str], draw: float) -> str:
    return texts[int(draw * len(texts))]


def realness(said: Said, firm: Firm, human: Human) -> float:
    """The true share of such responses behind which there is a project."""
    logit = np.log(firm.need / (1 - firm.need)) + said.source.real - 0.25
    return float(1 / (1 + np.exp(-logit))) * (0.05 if human.title == "Student" else 1.0)


def _true(at: datetime, firm: Firm, draws: NDArray[np.float64], *, is_real: bool) -> dict[str, Any]:
    """What is so about a project; where there is none, money is small and the start far."""
    size = 0.35 * np.log(firm.employees / 150)
    amount = np.exp((10.9 if is_real else 9.0) + size + 0.75 * _normal(draws[7], draws[8]))
    days = 40 + 260 * draws[9] ** 1.6 if is_real else 150 + 500 * draws[9]
    budget = Decimal(max(int(amount / 500) * 500, 500))
    return {
        "lead.budget": budget,
        "lead.project_start": at.date() + timedelta(days=int(days)),
        "lead.need": _one(NEEDS if is_real else IDLE_NEEDS, float(draws[36])),
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

"""One response on its way to Tarnvik: who sends it, what it says, and what is true behind it.

Pure: all of it follows from the random numbers of its place in the world.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebook.web.demo import names
from samebook.web.demo.market import Firm, Human
from samebook.web.demo.spoken import Said

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
class Given:
    """What is settled of a response before it is known who sends it."""

    place: int
    at: datetime
    said: Said
    draws: NDArray[np.float64]


def stranger(given: Given, kind: str) -> Coming:
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


def known(given: Given, firm: Firm, human: Human, *, is_service: bool) -> Coming:
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

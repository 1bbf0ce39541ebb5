"""What Tarnvik says to the market in the time of the simulation, what it costs, and how much of it comes back. Pure."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of communication, and what its responses are like; the true values.

    Attributes:
        name: As the Book and the reports call it.
        share: Of all responses.
        real: Share of responses behind which there is a project, beyond the company's own need (added to its logit).
        filled: Share of the form's questions that come answered.
        convert: Added to the logit of becoming an opportunity.
        half_life: Days until half of the responses have come; 0 where they come evenly.
    """

    name: str
    channel: str
    share: float
    real: float
    filled: float
    convert: float
    half_life: float


FAIR = Source("Trade fair", "fair", 0.24, 0.10, 0.80, 0.10, 1.2)
PAPER = Source("White paper", "web", 0.22, -0.75, 0.64, -0.35, 40.0)
FORM = Source("Web form", "web", 0.26, 0.75, 0.92, 0.35, 0.0)
MAILING = Source("Mailing", "email", 0.18, -0.30, 0.75, -0.15, 4.0)
PARTNER = Source("Partner event", "event", 0.10, 0.45, 0.84, 0.25, 1.0)
SOURCES = (FAIR, PAPER, FORM, MAILING, PARTNER)


@dataclass(frozen=True, slots=True)
class Said:
    """One communication.

    Attributes:
        weight: How many responses it draws, relative to others of its source.
        costs: Day and amount in EUR of every booking.
    """

    key: str
    name: str
    source: Source
    offer: str
    started_on: date
    ended_on: date
    weight: float
    costs: list[tuple[date, Decimal]] = field(default_factory=list)


FAIRS = (("Flowmesse", 3, 11), ("Nordic Process Days", 5, 20), ("Fluidex", 9, 24), ("Aqua & Plant", 11, 5))
PAPERS = (
    "Sizing pumps for viscous media",
    "What a seal change really costs",
    "Energy use of process pumps, measured",
    "Dosing without pulsation",
    "Ten years of dry-running pumps",
    "Hygienic design in practice",
    "From audit to retrofit",
    "Vibration as an early warning",
)
PARTNERS = ("Belverde Anlagen", "Norsluis Techniek", "Kappeldal Flow", "Rovani Impianti", "Montfleur Process")
MAIL_OFFERS = ("A free audit of one pump", "Trial pump for four weeks", "Spare part kit at half price")


def make_communications(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    """Everything said between two days, in the order of its beginning."""
    said = [*_fairs(first, last, rng), *_papers(first, last, rng), *_forms(first, last, rng)]
    said += [*_mailings(first, last, rng), *_partner_events(first, last, rng)]
    return sorted(said, key=lambda each: (each.started_on, each.key))


def _fairs(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    found = []
    for year in range(first.year, last.year + 1):
        for name, month, day in FAIRS:
            start = date(year, month, day)
            end = start + timedelta(days=3)
            if first <= start and end <= last:
                stand = [(start - timedelta(days=60), _money(rng, 22_000)), (end, _money(rng, 31_000))]
                offer = "Bring your duty point, leave with a selection"
                found.append(
                    Said(
                        f"fair-{year}-{month}", f"{name} {year}", FAIR, offer, start, end, rng.uniform(0.7, 1.4), stand
                    )
                )
    return found


def _papers(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    found = []
    start = first
    for number, title in enumerate(PAPERS):
        costs = [(start, _money(rng, 7_500)), *_monthly(start, last, 900, rng)]
        offer = "The paper, against name and plant"
        found.append(Said(f"paper-{number + 1}", title, PAPER, offer, start, last, rng.uniform(0.6, 1.5), costs))
        start += timedelta(days=round((last - first).days / len(PAPERS)))
    return found


def _forms(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    contact = _monthly(first, last, 3_200, rng)
    selector = _monthly(first, last, 1_800, rng)
    return [
        Said("form-contact", "Contact form", FORM, "An answer within one working day", first, last, 1.6, contact),
        Said("form-selector", "Pump selector", FORM, "A selection with prices", first, last, 1.0, selector),
    ]


def _mailings(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    found = []
    start, number = first + timedelta(days=9), 1
    while start <= last:
        end = min(start + timedelta(days=28), last)
        offer = MAIL_OFFERS[number % len(MAIL_OFFERS)]
        name = f"Mailing {start:%B %Y}: {offer.lower()}"
        found.append(
            Said(
                f"mailing-{number}",
                name,
                MAILING,
                offer,
                start,
                end,
                rng.uniform(0.5, 1.5),
                [(start, _money(rng, 4_800))],
            )
        )
        start, number = start + timedelta(days=30), number + 1
    return found


def _partner_events(first: date, last: date, rng: np.random.Generator) -> list[Said]:
    found = []
    start, number = first + timedelta(days=35), 1
    while start <= last:
        partner = PARTNERS[number % len(PARTNERS)]
        cost = [(start, _money(rng, 6_200))]
        name = f"Plant day with {partner}, {start:%B %Y}"
        end = min(start + timedelta(days=2), last)
        offer = "See it run, ask the operator"
        found.append(Said(f"partner-{number}", name, PARTNER, offer, start, end, rng.uniform(0.6, 1.4), cost))
        start, number = start + timedelta(days=46), number + 1
    return found


def _monthly(first: date, last: date, usual: float, rng: np.random.Generator) -> list[tuple[date, Decimal]]:
    months = [date(year, month, 28) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    return [(day, _money(rng, usual)) for day in months if first <= day <= last]


def _money(rng: np.random.Generator, usual: float) -> Decimal:
    return Decimal(round(usual * float(rng.lognormal(0.0, 0.18)))).quantize(Decimal("0.01"))

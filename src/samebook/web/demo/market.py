"""The market: companies with their sites, and the people in them. Pure; the same seed gives the same market."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samebook.web.demo.names import COUNTRIES, INDUSTRIES, TITLES, Country, Industry, Namer

ACCOUNTS, PEOPLE = 3_000, 9_000
"""At scale 1."""

KNOWN_ACCOUNTS, KNOWN_PEOPLE = 0.6, 0.5
"""Shares that were in the company's records before the first day."""

SITES = 0.2
"""Share of companies that are sites of another one."""

CUSTOMERS = 0.14
"""Share of the known companies of Tarnvik's countries that bought before the first day."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A company or a site of one.

    Attributes:
        parent: Place of the mother company in the market; None for one of its own.
        is_known: In the records from the first day on.
        need: How readily it has a pump project, 0 to 1; hidden from the product.
    """

    name: str
    domain: str
    country: Country
    industry: Industry
    employees: int
    city: str
    phone: str
    parent: int | None
    is_known: bool
    is_customer: bool
    need: float


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody at a company.

    Attributes:
        firm: Place of the company in the market.
        eagerness: How readily they answer, relative to others.
    """

    firm: int
    name: str
    email: str
    phone: str
    title: str
    is_known: bool
    eagerness: float


@dataclass(frozen=True, slots=True)
class Market:
    firms: list[Firm]
    people: list[Human]


def make_market(scale: float, rng: np.random.Generator) -> Market:
    """Companies and people in the usual proportions; at least a handful."""
    namer = Namer(rng)
    firms = _firms(max(round(ACCOUNTS * scale), 12), rng, namer)
    return Market(firms, _people(max(round(PEOPLE * scale), 36), firms, rng, namer))


def _firms(count: int, rng: np.random.Generator, namer: Namer) -> list[Firm]:
    countries = _choices(rng, [country.weight for country in COUNTRIES], count)
    industries = _choices(rng, [industry.weight for industry in INDUSTRIES], count)
    sizes = rng.lognormal(0.0, 0.9, count)
    known, site, customer = rng.random(count), rng.random(count), rng.random(count)
    needs = rng.normal(0.0, 0.16, count)
    firms: list[Firm] = []
    brands: list[str] = []
    mothers: list[int] = []
    for i in range(count):
        country, industry = COUNTRIES[countries[i]], INDUSTRIES[industries[i]]
        is_known = bool(known[i] < KNOWN_ACCOUNTS)
        parent = None
        if is_known and site[i] < SITES / KNOWN_ACCOUNTS and mothers:
            parent = mothers[int(rng.integers(len(mothers)))]
            industry = firms[parent].industry
        city = namer.town(country)
        if parent is None:
            brand, domain = namer.company(industry)
        else:
            brand, domain = f"{brands[parent]} {city}", firms[parent].domain
        brands.append(brand)
        employees = max(int(industry.employees * sizes[i] * (0.5 if parent is not None else 1.0)), 3)
        firms.append(
            Firm(
                name=f"{brand} {namer.legal_form(country)}",
                domain=domain,
                country=country,
                industry=industry,
                employees=employees,
                city=city,
                phone=namer.phone(country),
                parent=parent,
                is_known=is_known,
                is_customer=is_known and bool(country.territory) and bool(customer[i] < CUSTOMERS),
                need=float(np.clip(industry.need + 0.08 * np.log(employees / 150) + needs[i], 0.02, 0.95)),
            )
        )
        if is_known and parent is None:
            mothers.append(i)
    return firms


def _people(count: int, firms: list[Firm], rng: np.random.Generator, namer: Namer) -> list[Human]:
    """One at least in every company, more in larger ones."""
    weights = np.array([firm.employees for firm in firms], dtype=float) ** 0.4
    further = max(count - len(firms), 0)
    at = np.concatenate([np.arange(len(firms)), _choices(rng, weights, further)])
    titles = _choices(rng, [weight for _, weight in TITLES], len(at))
    known = rng.random(len(at)) < KNOWN_PEOPLE / KNOWN_ACCOUNTS
    eagerness = rng.lognormal(0.0, 0.8, len(at))
    people = []
    for i, place in enumerate(at.tolist()):
        firm = firms[place]
        name, email = namer.person(firm.country, firm.domain)
        phone = namer.phone(firm.country) if i % 2 else ""
        is_known = firm.is_known and bool(known[i])
        people.append(Human(place, name, email, phone, TITLES[titles[i]][0], is_known, float(eagerness[i])))
    return people


def _choices(
    rng: np.random.Generator, weights: "list[float] | list[int] | NDArray[np.float64]", count: int
) -> NDArray[np.int64]:
    """Places drawn with the weights; one search per draw, so that large markets stay quick."""
    ladder = np.cumsum(np.asarray(weights, dtype=float))
    places: NDArray[np.int64] = np.searchsorted(ladder, rng.random(count) * ladder[-1], side="right")
    return places

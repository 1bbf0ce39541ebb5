"""Routing: who gets each of 50,000 leads. The choice alone, with the Book's rules and clocks, and with the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench import homes
from bench.report import Figure
from bench.timing import Times, shown, times

SIZES = (12_500, 25_000, 50_000)


def measure(*, small: bool) -> Iterator[Figure]:
    """At a quarter, a half and all of the size, so that a curve would show."""
    sizes = tuple(size // 10 for size in SIZES) if small else SIZES
    repeat = 3 if small else 5
    with homes.folder():
        house = homes.found()
        yield _figure("routing {:,} leads, the choice alone", sizes, [_alone(size, repeat) for size in sizes], small)
        yield _figure(
            "routing {:,} leads, with the Book's rules and the reps' clocks",
            sizes,
            [_ruled(size, repeat) for size in sizes],
            small,
        )
        yield _stored(house, 500 if small else 5_000)


def _figure(what: str, sizes: tuple[int, ...], taken: list[Times], small: bool) -> Figure:
    each = [one.median / size * 1e6 for one, size in zip(taken, sizes, strict=True)]
    curve = each[-1] / each[0]
    told = ", ".join(f"{size:,}: {cost:.1f} µs each" for size, cost in zip(sizes, each, strict=True))
    return Figure(
        what.format(sizes[-1]),
        f"median {taken[-1]}",
        told,
        "≤ 5 s, linear",
        None if small else taken[-1].median <= 5 and curve < 1.5,
        {"sizes": sizes, "seconds": [one.seconds for one in taken], "cost_ratio": curve},
    )


def _desk() -> Any:
    from samebook.agreement.queries import editions_in_force
    from samebook.leads.desk import Desk

    at = datetime.now(UTC)
    editions = editions_in_force(at)
    assert editions is not None
    return Desk(editions, at)


def _alone(size: int, repeat: int) -> Times:
    from samebook.leads.routing import Router

    desk = _desk()
    reps = list(desk.router.reps)
    places = [place for place in desk.company.places if len(desk.company.places[place].upward) > 1]

    def route() -> None:
        router = Router(reps, desk.company.places)
        for number in range(size):
            assert router.route(places[number % len(places)], owner_id=None).rep_id is not None

    return times(route, repeat=repeat)


def _ruled(size: int, repeat: int) -> Times:
    """``deciding.route`` on unsaved leads: the Book's rules, the rep, the due times in business hours."""
    from samebook.leads.deciding import route
    from samebook.leads.models import Lead

    leads = [Lead(level="B" if number % 3 else "A", received_at=datetime.now(UTC)) for number in range(size)]
    records = [{"lead.country": homes.COUNTRIES[number % len(homes.COUNTRIES)]} for number in range(size)]

    def all_of_them() -> None:
        desk = _desk()
        for lead, record in zip(leads, records, strict=True):
            route(lead, record, desk, account_owner_id=None)
            assert lead.owner_id is not None

    return times(all_of_them, repeat=repeat)


def _stored(house: homes.House, size: int) -> Figure:
    """Leads that wait for a rep are judged and routed again, as when a territory gets its first rep."""
    import time

    from samebook.kernel.access import Actor
    from samebook.leads.actions import judge_again, take_in
    from samebook.leads.models import Lead
    from samebook.leads.reading import Reader

    at = datetime.now(UTC)
    reader = Reader(_desk().in_force.book.fields, at, "api")
    actor = house.marketing
    began = time.perf_counter()
    for start in range(0, size, 500):
        take_in(actor, [reader.read(homes.said(10 * number)) for number in range(start, min(start + 500, size))], at=at)
    taken_in = time.perf_counter() - began
    Lead.objects.update(status="unrouted", owner=None, territory=None, delivered_at=None)
    ids = list(Lead.objects.values_list("pk", flat=True))
    began = time.perf_counter()
    for start in range(0, size, 100):
        judge_again(Actor.system("bench"), ids[start : start + 100], at=datetime.now(UTC), because="capacity")
    again = time.perf_counter() - began
    assert Lead.objects.filter(status="delivered").count() == size
    return Figure(
        f"judging and routing {size:,} stored leads again, 100 in a transaction",
        f"{size / again:,.0f} leads/s ({shown(again)})",
        f"taking the same in, 500 in a transaction: {size / taken_in:,.0f} leads/s",
        numbers={"again": again, "taken_in": taken_in, "size": size},
    )

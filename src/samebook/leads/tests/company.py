"""A small company that the tests of leads work in: two territories, three reps, one edition in force."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.company.actions import add_territory, add_user, found_company
from samebook.company.models import Team, User
from samebook.company.queries import actor_for
from samebook.kernel.access import Actor, Role
from samebook.leads.arrivals import LeadArrival
from samebook.leads.reading import Reader

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday at 10:00 in Berlin, an hour after opening."""

PASSWORD = "correct horse battery"

BOOK = """\
samebook: 1
title: Test agreement
fields:
  lead.budget: {type: decimal, unit: EUR, ask: "How much is set aside for this project?"}
  lead.project_start: {type: date, ask: "When should the project start?"}
qualification:
  - level: A
    means: A funded project that starts soon.
    criteria:
      market: {when: "lead.country in ('DE', 'AT', 'GB', 'SE')", otherwise: Not our market}
      money: {when: lead.budget >= 50000, otherwise: Budget too small}
      timing: {when: "lead.project_start <= lead.received_on + interval '6' month", otherwise: Too early}
  - level: B
    means: Our market and a budget.
    criteria:
      market: {when: "lead.country in ('DE', 'AT', 'GB', 'SE')", otherwise: Not our market}
      money: {when: lead.budget >= 20000, otherwise: Budget too small}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 2, within: 5 business days, answer_within: 1 business day,
      escalate_to: sales_manager, record_within: 1 day}
  B: {first_attempt: 1 business day, attempts: 1, within: 10 business days, escalate_to: sales_manager}
routing:
  - {when: "lead.country in ('DE', 'AT')", to: dach}
  - {when: "lead.country = 'GB'", to: uk}
ask: {owner: telesales, attempts: 2, within: 5 business days}
recycle: {after: 90 days}
known_person: {window: 90 days}
rejection_reasons:
  no_budget: The money is not there.
  wrong_person: This person cannot buy.
"""


@dataclass(frozen=True)
class Cast:
    """Who works there, each as an actor."""

    administrator: Actor
    marketing: Actor
    manager: Actor
    telesales: Actor
    rep: Actor
    teammate: Actor
    outsider: Actor


def founded(book: str = BOOK, *, at: datetime = MONDAY) -> Cast:
    """Found the company, hire the cast and put the Book in force."""
    before = at - timedelta(days=30)
    company = found_company(
        name="Nordlicht Pumpen",
        country="DE",
        currency="EUR",
        time_zone="Europe/Berlin",
        fiscal_year_start=1,
        administrator_name="Ada Admin",
        administrator_email="ada@nordlicht.example",
        password=PASSWORD,
        at=before,
        simulated=True,
    )
    ada = actor_for(User.objects.get(email="ada@nordlicht.example"))
    europe = add_territory(ada, code="europe", name="Europe", at=before)
    dach = add_territory(ada, code="dach", name="DACH", parent_id=europe.pk, at=before)
    uk = add_territory(ada, code="uk", name="United Kingdom", parent_id=europe.pk, at=before)
    team = Team.objects.create(name="Sales", calendar=company.calendar)

    def hire(name: str, role: Role, *territories: int, capacity: int | None = None) -> Actor:
        user = add_user(
            ada,
            name=name.capitalize(),
            email=f"{name}@nordlicht.example",
            roles=[role],
            password=PASSWORD,
            team_id=team.pk,
            territory_ids=territories,
            capacity=capacity,
            at=before,
        )
        return actor_for(user)

    cast = Cast(
        administrator=ada,
        marketing=hire("mara", Role.MARKETING),
        manager=hire("max", Role.SALES_MANAGER),
        telesales=hire("tess", Role.TELESALES),
        rep=hire("rolf", Role.REP, dach.pk),
        teammate=hire("rita", Role.REP, dach.pk),
        outsider=hire("una", Role.REP, uk.pk),
    )
    Team.objects.filter(pk=team.pk).update(manager_id=cast.manager.id)
    sign(cast, book, at=at)
    return cast


def sign(cast: Cast, book: str, *, at: datetime) -> None:
    """Draft, propose, sign by both sides, and let it take force."""
    soon = at - timedelta(minutes=1)
    edition = draft_edition(cast.marketing, text=book, at=soon)
    propose_edition(cast.marketing, edition.pk, in_force_from=soon, at=soon)
    for side, actor in (("marketing", cast.marketing), ("sales", cast.manager)):
        sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=soon)
    assert take_force(at=soon) is not None


def arrival(*, at: datetime = MONDAY, **said: Any) -> LeadArrival:
    """A lead as a form would say it, with what the test does not care about filled in."""
    from samebook.agreement.queries import in_force

    current = in_force(at)
    said = {
        "email": "otto@mueller.example",
        "name": "Otto Müller",
        "company": "Müller Chemie GmbH",
        "country": "DE",
    } | said
    return Reader(current.book.fields if current else {}, at, "form").read(said)

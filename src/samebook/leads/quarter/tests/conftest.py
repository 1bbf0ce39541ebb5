"""Two editions over two quarters: the second, in force from the middle of February, asks for less money at level A."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of
from samebook.company.models import Territory
from samebook.journal.sealing import seal
from samebook.journal.transactions import action
from samebook.leads.actions.follow_up import tell
from samebook.leads.judgements import as_json
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, founded, sign
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2025, 10, 11, 0, 1, tzinfo=BERLIN)
CHANGE = datetime(2026, 2, 15, 12, 1, tzinfo=BERLIN)
AS_OF = datetime(2026, 3, 21, 9, tzinfo=UTC)
QUARTER = date(2026, 1, 1)
MORE = """\
not_a_lead:
  spam: Nobody who could buy wrote this.
promises:
  marketing:
    - {level: B, leads: 30, per: month, because: Sales can work thirty.}
    - {level: A, leads: 6, per: quarter, territory: dach}
  sales:
    - {level: B, follow_up: 80 %}
"""
REASONED = "{when: lead.budget >= 20000, otherwise: Budget too small, because: Below it no pump pays.}"


def text(threshold: int) -> str:
    said = BOOK.replace("lead.budget >= 50000", f"lead.budget >= {threshold}") + MORE
    return said.replace("{when: lead.budget >= 20000, otherwise: Budget too small}", REASONED)


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.SAMEBOOK_QUARTERS = tmp_path / "quarters"
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    (tmp_path / "snapshots").mkdir()
    made = founded(text(50_000), at=FIRST)
    sign(made, text(40_000), at=CHANGE)
    return made


@pytest.fixture
def leads(cast, settings):
    """700 leads by a seeded chance, what was done about them, and a snapshot."""
    editions = list(Edition.objects.order_by("in_force_from"))
    places = [Territory.objects.get(code=code) for code in ("dach", "uk")]
    chance = random.Random(5)
    rows = [_lead(chance, cast, editions, places, number) for number in range(1, 701)]
    Lead.objects.bulk_create([lead for lead in rows if lead.received_at < AS_OF])
    _journal(cast)
    seal(at=AS_OF)
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=AS_OF)
    return editions


def _lead(chance, cast, editions, places, number):
    when = FIRST + timedelta(hours=12 + 5.5 * number)
    edition = editions[when >= editions[1].in_force_from]
    known = {
        "lead.country": chance.choices(["DE", "GB", "FR"], [6, 3, 1])[0],
        "lead.budget": chance.choice([None, 10_000, 30_000, 45_000, 60_000]),
        "lead.project_start": chance.choice([None, date(2020, 1, 1), date(2040, 1, 1)]),
        "lead.received_on": when.date(),
        "lead.received_at": when,
    }
    judgement = book_of(edition).judge(known)
    lead = Lead(
        id=number, origin="import", received_at=when, recorded_at=when, edition=edition, judged_at=when,
        verdict=str(judgement.verdict), level=judgement.level or "", judgement=as_json(judgement), status="nurture",
        territory=places[known["lead.country"] == "GB"],
    )  # fmt: skip
    if number % 29 == 0:
        lead.status, lead.status_reason = "not_a_lead", "spam"
    elif judgement.verdict == "deliver":
        _work(chance, cast, lead)
    elif judgement.verdict == "ask":
        lead.status = "ask"
    return lead


def _work(chance, cast, lead):
    lead.owner_id = cast.rep.id if lead.territory.code == "dach" else cast.outsider.id
    lead.delivered_at, lead.status = lead.received_at, "delivered"
    lead.first_attempt_due_at = lead.delivered_at + timedelta(hours=1)
    if lead.level == "A":
        lead.answer_due_at = lead.delivered_at + timedelta(days=1)
    if chance.random() < 0.15:
        return  # nobody worked it
    lead.first_attempt_at = lead.delivered_at + timedelta(minutes=chance.choice([20, 50, 90]))
    answered = lead.delivered_at + timedelta(hours=chance.choice([5, 20, 40]))
    if answered < AS_OF:
        lead.answered_at, lead.status = answered, "accepted"
        if chance.random() < 0.4:
            lead.status, lead.rejected_at = "rejected", answered
            lead.rejection_reason = chance.choice(["no_budget", "no_budget", "wrong_person"])


def _journal(cast):
    """Every third lead in the queue is asked twice; of these every other one answers, the rest never does."""

    @action
    def note(lead):
        for verb in ("asked", "asked", "answered" if lead.pk % 2 else "nurtured"):
            tell(cast.telesales, verb, lead, lead.received_at + timedelta(hours=1))

    for lead in Lead.objects.filter(verdict="ask", status="ask").order_by("pk")[::3]:
        note(lead)

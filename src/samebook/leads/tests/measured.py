"""Fourteen leads small enough to count by hand, for the tests of measures. As of 31 March 2026, 12:00 UTC.

What each is there for stands in its line; ``test_measures`` does the arithmetic.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from samebook.accounts.models import Account, Person
from samebook.agreement.models import Edition
from samebook.buying.models import Opportunity
from samebook.communications.models import Communication, Cost, Response
from samebook.company.models import Currency, ExchangeRate, Territory, User
from samebook.company.tests.cast import found
from samebook.journal.models import Entry, Sealed
from samebook.leads.models import Attempt, Lead

AS_OF = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
SECRETS = ("Ottilie Quernheim", "ottilie@quernheim.example", "+49 30 5550123", "Quernheim Pumpen", "Vertraulich 4711")
"""Personal and free text that stands in the records and may stand in no snapshot."""


def at(text: str) -> datetime:
    """``01-10 09:00`` of 2026, in UTC."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@contextmanager
def world() -> Iterator[None]:
    """The records, undone at the end."""
    with transaction.atomic():
        _build()
        yield
        transaction.set_rollback(True)


def _build() -> None:
    _number_users_from(1_000)
    found()
    for code in ("USD", "CHF"):
        Currency.objects.create(code=code)
    ExchangeRate.objects.create(currency_id="USD", from_date=date(2026, 1, 1), rate=Decimal("0.9"))
    for number, code in ((1, "north"), (2, "south")):
        Territory.objects.create(id=number, code=code, name=code.capitalize(), path=f"/{number}/")
    for number in (71, 72):
        User.objects.create(id=number, email=f"rep{number}@velden.example", name=SECRETS[0], created_at=AS_OF)
    Edition.objects.create(
        id=30, number=3, title="Third", text=SECRETS[4], content_hash="a" * 64, state="in_force",
        created_at=at("01-01 00:00"), in_force_from=at("01-01 00:00"),
    )  # fmt: skip
    Communication.objects.create(id=1, name="=Fair, “Hannover”", channel="fair", created_at=AS_OF)
    Communication.objects.create(id=2, name="Spring mailing", channel="mail", created_at=AS_OF)
    Account.objects.create(
        id=1, origin="import", name=SECRETS[3], name_key="q", phone=SECRETS[2], city=SECRETS[3], territory_id=1,
        created_at=AS_OF,
    )  # fmt: skip
    Person.objects.create(id=1, origin="import", name=SECRETS[0], email=SECRETS[1], account_id=1, created_at=AS_OF)
    Response.objects.create(
        id=1, person_id=1, account_id=1, communication_id=1, message=SECRETS[4],
        received_at=at("01-10 09:00"), recorded_at=AS_OF,
    )  # fmt: skip
    _opportunities()
    _costs()
    _leads()
    Attempt.objects.create(
        lead_id=1, user_id=71, channel="phone", outcome="reached", origin="person", happened_at=at("01-10 10:30"),
        recorded_at=AS_OF, note=SECRETS[4],
    )  # fmt: skip
    entry = Entry.objects.create(
        recorded_at=AS_OF, happened_at=AS_OF, origin="simulated", actor="user:71", code="leads.lead.delivered",
        record_kind="lead", record_id=1, detail={"note": SECRETS[4]},
    )  # fmt: skip
    Sealed.objects.create(sequence=1, entry=entry, hash="b" * 64, sealed_at=AS_OF)


def _number_users_from(number: int) -> None:
    """PostgreSQL counts on over tests: whom the company's founding adds must get no id that is given here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            sequence = "pg_get_serial_sequence('company_user', 'id')"
            cursor.execute(f"SELECT setval({sequence}, greatest(%s, nextval({sequence})))", [number])


def _opportunities() -> None:
    def opportunity(number: int, opened: date, outcome: str, closed: date | None, **more: Any) -> None:
        Opportunity.objects.create(
            id=number, name=SECRETS[3], premise=SECRETS[4], stage=more.pop("stage", "offer"), opened_on=opened,
            outcome=outcome, closed_on=closed, territory_id=more.pop("territory", 1), owner_id=71, account_id=1,
            source="fair", created_at=AS_OF, **more,
        )  # fmt: skip

    opportunity(1, date(2026, 1, 20), "won", date(2026, 2, 10))  # 21 days
    opportunity(2, date(2026, 2, 14), "lost", date(2026, 3, 1))
    opportunity(3, date(2026, 3, 1), "won", date(2026, 3, 5))  # 4 days
    opportunity(4, date(2026, 2, 1), "won", date(2026, 2, 8))  # 7 days
    opportunity(5, date(2026, 3, 10), "won", date(2026, 3, 1))  # closed before it was opened
    opportunity(6, date(2026, 3, 25), "open", None, territory=2, amount=Decimal("1000.05"), currency_id="USD")
    opportunity(7, date(2026, 3, 1), "open", None)  # no amount
    opportunity(8, date(2026, 3, 1), "open", None, amount=50, currency_id="CHF", stage="talk")  # no rate


def _costs() -> None:
    lines = [
        (1, 1, "fair", date(2026, 1, 5), "500.00", "EUR"),
        (2, 1, "fair", date(2026, 2, 1), "300.00", "USD"),  # 270.00 EUR
        (3, 2, "mail", date(2026, 2, 2), "100.00", "CHF"),  # no rate: stands apart
    ]
    for number, communication, source, day, amount, currency in lines:
        Cost.objects.create(
            id=number, communication_id=communication, source=source, booked_on=day, amount=Decimal(amount),
            currency_id=currency, description=SECRETS[4], created_at=AS_OF,
        )  # fmt: skip


def _leads() -> None:
    def lead(number: int, source: str, territory: int, received: str, verdict: str, **more: Any) -> None:
        values = {
            "id": number, "origin": "import", "account_id": 1, "person_id": 1, "source": source,
            "territory_id": territory, "received_at": at(received), "recorded_at": AS_OF, "verdict": verdict,
            "communication_id": 1 if source == "fair" else 2, "status": verdict, "status_reason": SECRETS[4],
            "edition_id": 30 if verdict else None, "routed_because": SECRETS[4],
            "judged_at": at(received) if verdict else None,
        }  # fmt: skip
        Lead.objects.create(**{**values, **more})

    def delivered(number: int, source: str, territory: int, received: str, **more: Any) -> None:
        level = more.pop("level", "A")
        when = at(received) + timedelta(hours=1)
        first, whole = (timedelta(hours=1), timedelta(days=7)) if level == "A" else (timedelta(days=1), timedelta(14))
        after = more.pop("attempt_after", None)
        values: dict[str, Any] = {
            "status": "accepted" if "answered_at" in more else "delivered", "level": level,
            "owner_id": 70 + territory, "delivered_at": when, "first_attempt_due_at": when + first,
            "follow_up_due_at": when + whole, "attempts_owed": 4,
            "first_attempt_at": None if after is None else when + timedelta(hours=after),
        }  # fmt: skip
        lead(number, source, territory, received, "deliver", **{**values, **more})

    won, lost = {"opportunity_id": 1, "converted_at": at("01-20 12:00")}, {"opportunity_id": 2}
    delivered(1, "fair", 1, "01-10 09:00", attempt_after=0.5, attempts_made=2, answered_at=at("01-11 09:00"), **won)
    delivered(  # attempted late, converted, lost
        2, "fair", 1, "01-15 09:00", attempt_after=2, attempts_made=1, answered_at=at("01-16 09:00"),
        converted_at=at("02-14 12:00"), **lost,
    )  # fmt: skip
    delivered(3, "web", 2, "01-20 09:00", level="B")  # nobody ever tried
    delivered(  # rejected within the hour: nothing was owed
        4, "web", 2, "01-25 09:00", level="B", answered_at=at("01-25 11:00"), rejected_at=at("01-25 11:00"),
        status="rejected", rejection_reason="Too early",
    )  # fmt: skip
    delivered(  # rejected after its follow-up was over
        5, "mail", 1, "02-01 09:00", attempt_after=1, attempts_made=3, answered_at=at("02-02 09:00"),
        rejected_at=at("03-02 09:00"), status="rejected", rejection_reason="No budget",
    )  # fmt: skip
    lead(6, "fair", 2, "02-05 09:00", "ask")
    lead(7, "web", 1, "02-10 09:00", "nurture")
    lead(8, "", 2, "02-12 09:00", "nurture")  # nobody said where it came from
    lead(9, "fair", 1, "02-13 09:00", "", status="not_a_lead", status_reason="spam")  # a name of the Book's, always
    delivered(10, "fair", 1, "02-14 09:00", status="service_request")  # found out after delivery: outside every rate
    delivered(11, "fair", 1, "03-31 08:00", first_attempt_due_at=at("03-31 14:00"))  # its clock still runs
    delivered(
        12, "mail", 2, "03-20 09:00", level="B", attempt_after=5, attempts_made=1, answered_at=at("03-21 09:00"),
        opportunity_id=6, converted_at=at("03-25 09:00"),
    )  # fmt: skip
    delivered(  # its sale was won before it came: cannot be
        13, "fair", 2, "03-10 09:00", attempt_after=0.75, attempts_made=1, answered_at=at("03-10 12:00"),
        opportunity_id=3, converted_at=at("03-11 09:00"),
    )  # fmt: skip
    lead(14, "web", 1, "01-31 23:30", "nurture")  # already February in Berlin

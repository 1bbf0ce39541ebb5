"""A sale with people, and plays of the library, for the tests of plays and of the chapters above."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from samebook.accounts.actions import add_account, add_person
from samebook.accounts.models import Account, Person
from samebook.buying.actions import name_people, open_opportunity
from samebook.buying.models import Opportunity
from samebook.company.models import Territory
from samebook.company.tests.cast import day_of
from samebook.plays.actions import For, Step, Upload, add_play, add_step, approve_version, change_version
from samebook.plays.models import PlayVersion
from samebook.web.tests.cast import Cast

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
MAIL = {"en": {"subject": "What {account} asked", "body": "Dear {person},\n\nsee below.\n\n{rep}, {company}"}}


@dataclass(frozen=True)
class Sale:
    """One open opportunity with one person who takes part."""

    account: Account
    person: Person
    opportunity: Opportunity


def a_sale(cast: Cast, *, at: datetime = NOW, name: str = "Voss", owner: str = "rep", **account: Any) -> Sale:
    """A sale of the rep's in the North, to a company in Great Britain."""
    by, territory = cast.actor("sales_manager"), _home(cast, owner)
    host = f"{name.lower()}.example"
    values = {"name": f"{name} Ltd", "domain": host, "country": "GB", "territory_id": territory.pk} | account
    made = add_account(by, values, at=at)
    said = {"name": f"Ina {name}", "email": f"ina@{host}", "account_id": made.pk}
    person = add_person(by, said, at=at)
    opportunity = open_opportunity(
        by, name=f"Two pumps for {name}", account=made, people=[], owner_id=cast[owner].pk, territory_id=territory.pk,
        at=at, opened_on=day_of(at),
    )  # fmt: skip
    name_people(by, opportunity.pk, people=[person.pk], at=at)
    return Sale(made, person, opportunity)


def a_play(
    cast: Cast,
    *,
    name: str = "Energy record",
    causes: tuple[str, ...] = ("claim_doubted",),
    languages: tuple[str, ...] = ("en",),
    steps: tuple[Step, ...] = (),
    at: datetime = NOW,
    review_date: date | None = None,
    approved: bool = True,
    document: Upload | None = None,
    **said: Any,
) -> PlayVersion:
    """A play of marketing's; approved with an e-mail by marketing and a call by telesales unless said otherwise."""
    by = cast.actor("marketing")
    version = add_play(by, name=name, at=at).versions.get()
    change_version(
        by,
        version.pk,
        For(causes=causes, languages=languages, review_date=review_date or at.date() + timedelta(days=364), **said),
        at=at,
    )
    texts = dict.fromkeys(languages, MAIL["en"])
    usual = (
        Step("email", "Send the record", due_hours=4, texts=texts),
        Step("call", "Ask whether it was read", performer="telesales", due_hours=16, guide="Ask for Ina."),
    )
    for step in steps or usual:
        add_step(by, version.pk, step, at=at, document=document)
    return approve_version(by, version.pk, at=at) if approved else PlayVersion.objects.get(pk=version.pk)


def _home(cast: Cast, owner: str) -> Territory:
    return cast.south if owner == "outsider" else cast.north

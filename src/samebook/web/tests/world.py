"""A little of everything at two accounts, one in each territory, for the tests of pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from samebook.accounts.actions import add_account, add_person, know, record_consent
from samebook.accounts.models import Account, Person
from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.buying.actions import move_to_stage, name_people, open_opportunity
from samebook.buying.models import Opportunity
from samebook.communications.models import Response
from samebook.company.models import Territory
from samebook.company.tests.cast import PASSWORD, day_of, today
from samebook.customers.models import Order
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.web.tests.cast import Cast


@dataclass(frozen=True)
class World:
    """What stands in one territory."""

    account: Account
    site: Account
    person: Person
    lead: Lead
    opportunity: Opportunity


def build(cast: Cast, territory: Territory, *, name: str = "Müller Chemie GmbH", owner: str = "rep") -> World:
    """An account with a site, a person, a lead, an opportunity and an order, made by a sales manager."""
    at = datetime.now(UTC) - timedelta(seconds=5)
    by = cast.actor("sales_manager")
    host = f"{name.split(maxsplit=1)[0].lower().replace('ü', 'ue')}.example"
    values = {"name": name, "domain": host, "country": "DE", "industry": "chemicals", "territory_id": territory.pk}
    account = add_account(by, values | {"employees": 320, "owner_id": cast[owner].pk, "city": "Köln"}, at=at)
    know(by, "account", {account.pk: {"account.employees": 410}}, at=at + timedelta(seconds=1), origin="import")
    site = add_account(
        by, {"name": f"{name} Werk 2", "parent_id": account.pk, "territory_id": territory.pk, "city": "Bonn"}, at=at
    )
    said = {"name": "Otto Brandt", "email": f"otto@{host}", "phone": "+49 221 555010", "title": "Head of plant"}
    person = add_person(by, said | {"account_id": account.pk}, at=at)
    record_consent(
        by, person.pk, purpose="marketing", channel="email", granted=True, origin="form", at=at, wording="2026-1"
    )
    lead = Lead.objects.create(
        origin="form", account=account, person=person, territory=territory, status=Status.NURTURE, source="fair",
        received_at=at, recorded_at=at,
    )  # fmt: skip
    Response.objects.create(person=person, account=account, source="fair", message="Two pumps?", received_at=at,
                            recorded_at=at)  # fmt: skip
    opportunity = open_opportunity(
        by, name=f"Two pumps for {name}", account=account, people=[], owner_id=cast[owner].pk,
        territory_id=territory.pk, at=at, opened_on=day_of(at), source="fair", premise="Half the energy.",
        amount=Decimal("84000.50"), currency="EUR", expected_close_date=today(-3),
    )  # fmt: skip
    name_people(by, opportunity.pk, people=[person.pk], at=at)
    move_to_stage(by, opportunity.pk, stage="project", at=at + timedelta(seconds=2))
    Lead.objects.filter(pk=lead.pk).update(opportunity=opportunity)
    Order.objects.create(account=account, opportunity=opportunity, ordered_on=day_of(at), product="Spare seals",
                         amount=Decimal("1250"), currency_id="EUR", created_at=at)  # fmt: skip
    account.refresh_from_db()
    opportunity.refresh_from_db()
    return World(account, site, person, lead, opportunity)


def sign(cast: Cast, book: str) -> None:
    """Let an edition with this text take force, signed by both sides."""
    soon = datetime.now(UTC) - timedelta(seconds=1)
    marketing, sales = cast.actor("marketing"), cast.actor("sales_manager")
    edition = draft_edition(marketing, text=book, at=soon)
    propose_edition(marketing, edition.pk, in_force_from=soon, at=soon)
    for side, actor in (("marketing", marketing), ("sales", sales)):
        sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=soon)
    take_force(at=datetime.now(UTC))

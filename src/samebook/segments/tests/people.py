"""Accounts, people and leads for the tests of segments, and their records as Python reads them, row by row."""

import random
from datetime import UTC, datetime, timedelta

from samebook.accounts.actions import know
from samebook.accounts.models import Account, Person, Suppression
from samebook.accounts.suppression import address_hash
from samebook.book.values import kept_value
from samebook.company.models import Territory, User
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.models import Lead, LeadResponse
from samebook.leads.tests.company import BOOK as PLAIN
from samebook.leads.tests.company import Cast, arrival

EVERYBODY = Actor.system("test")

SEGMENTS = """\
segments:
  plants:
    means: Plants of some size.
    when: account.industry in ('chemicals', 'food') and account.employees > 100
  big_plants:
    means: The larger half of them.
    when: in_segment('plants') and account.employees >= 500
  not_big:
    means: Everybody else.
    when: not in_segment('big_plants')
  engineers:
    means: Engineers at plants.
    when: in_segment('plants') and (person.engineer or lower(person.title) like '%head%')
  at_home:
    means: Companies of one city.
    when: account.city = 'Hamburg' or account.domain like '%.example'
  funded:
    means: Leads with money at a plant.
    when: lead.budget >= 30000 and in_segment('plants')
"""

BOOK = PLAIN.replace(
    "fields:\n",
    "fields:\n"
    "  account.city: {type: text}\n"
    "  account.motto: {type: text}\n"
    "  account.colour: {type: text, choices: [red, blue]}\n"
    "  account.turnover: {type: decimal, unit: EUR}\n"
    "  person.engineer: {type: boolean}\n"
    "  person.since: {type: date}\n",
).replace("qualification:\n", f"{SEGMENTS}qualification:\n")


def peopled(cast: Cast, *, seed: int = 11, leads: int = 80) -> None:
    chance = random.Random(seed)
    start = datetime.now(UTC) - timedelta(days=60)
    for number in range(leads):
        at = start + timedelta(hours=15 * number)
        fields = {"lead.budget": str(chance.randrange(5_000, 90_000))} if chance.random() < 0.7 else {}
        said = {
            "email": f"p{number}@firm{number % 30}.{chance.choice(['example', 'test'])}",
            "company": f"Firm {number % 30}" if chance.random() < 0.9 else "",
            "country": chance.choice(["DE", "AT", "GB", "SE", "FR"]),
            "title": chance.choice(["Head of Production", "Buyer", "", "Plant manager"]),
            "message": chance.choice(["", "This is URGENT"]),
        }
        take_in(EVERYBODY, [arrival(at=at, fields=fields, **said)], at=at, origin="form")
    places = list(Territory.objects.order_by("pk").values_list("pk", flat=True))
    reps = list(User.objects.filter(user_roles__role="rep").order_by("pk").values_list("pk", flat=True))
    now = datetime.now(UTC)
    for account in Account.objects.order_by("pk"):
        known = (
            {"account.industry": chance.choice(["chemicals", "food", "food", "paper"])} if chance.random() < 0.8 else {}
        )
        known |= {"account.employees": chance.randrange(1_000)} if chance.random() < 0.8 else {}
        known |= {"account.city": chance.choice(["Hamburg", "Kiel"])} if chance.random() < 0.6 else {}
        known |= {"account.turnover": f"{chance.randrange(10**7)}.25"} if chance.random() < 0.5 else {}
        known |= {"account.colour": chance.choice(["red", "blue"]), "account.motto": "Ever upward"}
        know(EVERYBODY, "account", {account.pk: known}, at=now - timedelta(days=1), origin="import")
        owner = chance.choice(reps) if chance.random() < 0.2 else None
        Account.objects.filter(pk=account.pk).update(territory_id=chance.choice([*places, None]), owner_id=owner)
    for person in Person.objects.order_by("pk"):
        known = {"person.engineer": chance.random() < 0.6} if chance.random() < 0.7 else {}
        known |= {"person.since": "2020-02-29"} if chance.random() < 0.3 else {}
        if known:
            know(EVERYBODY, "person", {person.pk: known}, at=now - timedelta(days=1), origin="import")
        if chance.random() < 0.35:
            Person.objects.filter(pk=person.pk).update(do_not_contact=True)
        elif chance.random() < 0.1 and person.email:
            Suppression.objects.create(
                channel="email", address_hash=address_hash("email", person.email), reason="said so", created_at=now
            )
    for lead in Lead.objects.order_by("pk"):
        if chance.random() < 0.4:
            later = {lead.pk: {"lead.budget": chance.randrange(90_000)}}
            know(EVERYBODY, "lead", later, at=now - timedelta(hours=2), origin="person")
    gone = list(Account.objects.order_by("pk"))[:3]
    Account.objects.filter(pk=gone[0].pk).update(deleted_at=now)
    Account.objects.filter(pk=gone[1].pk).update(merged_into=gone[2])
    first, second, third = Person.objects.order_by("pk")[:3]
    Person.objects.filter(pk=first.pk).update(erased_at=now)
    Person.objects.filter(pk=second.pk).update(merged_into=third)


COLUMNS = {
    "account": ("name", "domain", "country", "industry", "employees", "city", "postcode", "phone", "is_customer"),
    "person": ("name", "email", "title", "phone", "country"),
}


def records_of(kind: str, fields) -> dict[int, dict[str, object]]:
    """Each record of a kind as one flat record of typed values, read from the rows one by one."""
    found = {}
    if kind == "account":
        for account in Account.objects.filter(deleted_at=None, merged_into=None):
            found[account.pk] = _record(fields, account=account)
    elif kind == "person":
        for person in Person.objects.filter(erased_at=None, merged_into=None):
            found[person.pk] = _record(fields, person=person, account=_living(person.account))
    else:
        messages = dict(LeadResponse.objects.filter(is_first=True).values_list("lead_id", "response__message"))
        for lead in Lead.objects.exclude(status__in=["not_a_lead", "service_request"]):
            found[lead.pk] = _record(
                fields, lead=lead, person=lead.person, account=lead.account, message=messages.get(lead.pk, "")
            )
    return found


def may_contact(person: Person) -> bool:
    """As the rows of consent and suppression have it, for one person."""
    held = [address_hash("email", person.email), address_hash("phone", person.phone)]
    return not person.do_not_contact and not Suppression.objects.filter(address_hash__in=held).exists()


def _living(account: Account | None) -> Account | None:
    return account if account and account.deleted_at is None and account.merged_into_id is None else None


def _record(fields, *, account=None, person=None, lead=None, message=""):
    known = {}
    for kind, holder in (("account", account), ("person", person)):
        if holder is not None:
            known |= {f"{kind}.{name}": getattr(holder, name) for name in COLUMNS[kind]} | holder.facts
    if lead is not None:
        known |= {
            "lead.source": lead.source,
            "lead.country": lead.country,
            "lead.message": message,
            "lead.received_at": lead.received_at,
            "lead.received_on": lead.received_at.date(),
            "lead.communication": lead.communication.name if lead.communication else None,
        } | lead.facts
    return {name: kept_value(fields[name].type, known[name]) for name in known.keys() & fields.keys()}

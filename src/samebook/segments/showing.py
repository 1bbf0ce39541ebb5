"""Members as people read them: names and addresses looked up when they are shown, as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from samebook.accounts.models import Account, Person
from samebook.accounts.queries import accounts_for, people_for
from samebook.accounts.suppression import EMAIL, PHONE, suppressed_among
from samebook.kernel.access import Actor
from samebook.segments import hooks
from samebook.segments.terms import Kind

Ids = Sequence[tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One member.

    Attributes:
        company: Of a person or lead; empty where there is none.
        email, phone: Empty where the person may not be contacted.
        may_contact: As it was when the segment was counted, and is still.
    """

    record_id: int
    name: str
    url: str
    company: str = ""
    company_url: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    territory: str = ""
    owner: str = ""
    may_contact: bool = False


def shown(actor: Actor, kind: Kind, ids: Ids) -> list[Shown]:
    """The records that the actor may see now, in the order of the ids. A constant number of queries."""
    if kind is Kind.ACCOUNT:
        return _accounts(actor, ids)
    if kind is Kind.PERSON:
        return _people(actor, ids)
    return hooks.rows_of[kind].show(actor, ids) if kind in hooks.rows_of else []


def reachable(people: Sequence[Person]) -> set[int]:
    """Who of these may be contacted now: neither marked nor with a suppressed address. One query."""
    living = [person for person in people if not person.do_not_contact and person.erased_at is None]
    held = suppressed_among(
        (channel, address) for person in living for channel, address in ((EMAIL, person.email), (PHONE, person.phone))
    )
    return {each.pk for each in living if not held & {(EMAIL, each.email), (PHONE, each.phone)}}


def _accounts(actor: Actor, ids: Ids) -> list[Shown]:
    found = accounts_for(actor).select_related("territory", "owner").in_bulk([key for key, _ in ids])
    return [_account(found[key], may_contact=may) for key, may in ids if key in found]


def _account(account: Account, *, may_contact: bool) -> Shown:
    return Shown(
        account.pk, account.name, reverse("accounts:account", args=[account.pk]), country=account.country,
        territory=account.territory.name if account.territory else "",
        owner=account.owner.name if account.owner else "", may_contact=may_contact,
    )  # fmt: skip


def _people(actor: Actor, ids: Ids) -> list[Shown]:
    rows = people_for(actor).select_related("account__territory", "account__owner")
    found = rows.in_bulk([key for key, _ in ids])
    now = reachable(list(found.values()))
    return [_person(found[key], may_contact=may and key in now) for key, may in ids if key in found]


def _person(person: Person, *, may_contact: bool) -> Shown:
    account = person.account
    return Shown(
        person.pk, str(person), reverse("accounts:person", args=[person.pk]),
        company=account.name if account else "",
        company_url=reverse("accounts:account", args=[account.pk]) if account else "",
        title=person.title, email=person.email if may_contact else "", phone=person.phone if may_contact else "",
        country=person.country or (account.country if account else ""),
        territory=account.territory.name if account and account.territory else "",
        owner=account.owner.name if account and account.owner else "", may_contact=may_contact,
    )  # fmt: skip

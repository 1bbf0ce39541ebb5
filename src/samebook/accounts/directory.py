"""The lists of accounts and people: what narrows them and what they show, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from samebook.accounts.hooks import Listed, list_sets
from samebook.accounts.models import Account, Person
from samebook.accounts.queries import accounts_for
from samebook.accounts.rules import folded, name_key
from samebook.accounts.search import EMPTY, starts
from samebook.company.queries import territory_ids_below
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

ACCOUNT_COLUMNS = (
    "name", "name_key", "city", "country", "industry", "employees", "domain", "is_customer", "created_at", "origin",
    "owner__name", "territory__name", "parent__name",
)  # fmt: skip
PERSON_COLUMNS = (
    "name", "name_key", "title", "email", "phone", "country", "do_not_contact", "created_at", "account__name",
)  # fmt: skip
ACCOUNT_SORTS = {"name": ("name_key", "id"), "added": ("id",)}
PERSON_SORTS = {"name": ("name_key", "id"), "added": ("id",)}
OFFERED = 12
"""How many names are offered while one types."""


def narrowed_accounts(accounts: QuerySet[Account], wanted: Mapping[str, Any]) -> QuerySet[Account]:
    """The accounts that a filter asks for.

    Args:
        wanted: ``q`` (the beginning of a name or a domain), ``country``, ``industry``, ``owner_id``,
            ``territory_id`` (all below it included), ``customer`` (yes or no); what is empty asks for nothing.
    """
    exact = ("country", "industry", "owner_id")
    accounts = accounts.filter(**{name: wanted[name] for name in exact if wanted.get(name)})
    if wanted.get("customer"):
        accounts = accounts.filter(is_customer=wanted["customer"] == "yes")
    if wanted.get("territory_id"):
        accounts = accounts.filter(territory_id__in=territory_ids_below(wanted["territory_id"]))
    if said := wanted.get("q"):
        key = name_key(said)
        domain = starts("domain", said.lower()) & ~Q(domain=EMPTY)
        accounts = accounts.filter((starts("name_key", key) | domain) if key else domain)
    return accounts


def narrowed_people(people: QuerySet[Person], wanted: Mapping[str, Any]) -> QuerySet[Person]:
    """The people that a filter asks for.

    Args:
        wanted: ``q`` (the beginning of a name, a surname or an e-mail address), ``country``, ``contact`` (barred or
            open); what is empty asks for nothing.
    """
    if wanted.get("country"):
        people = people.filter(country=wanted["country"])
    if wanted.get("contact"):
        people = people.filter(do_not_contact=wanted["contact"] == "barred")
    if said := wanted.get("q"):
        meant = starts("email", said.lower()) & ~Q(email=EMPTY)
        if key := folded(said):
            meant |= (starts("name_key", key) & ~Q(name_key=EMPTY)) | (
                starts("surname_key", key) & ~Q(surname_key=EMPTY)
            )
        people = people.filter(meant)
    return people


def of_set(actor: Actor, key: str | None, rows: QuerySet[Listed], *, at: datetime) -> QuerySet[Listed]:
    """The accounts or people that are in a set that the actor may read; all of them without a key."""
    return next((sets.narrowed(actor, key, rows, at=at) for sets in list_sets), rows) if key else rows


def listed_accounts(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """The same accounts with no more than what a list shows."""
    return accounts.select_related("owner", "territory", "parent").only(*ACCOUNT_COLUMNS)


def listed_people(people: QuerySet[Person]) -> QuerySet[Person]:
    return people.select_related("account").only(*PERSON_COLUMNS)


def reference(account: Account) -> str:
    """An account as a form names it, so that it is found again: ``Müller Chemie GmbH #17``."""
    return f"{account.name} #{account.pk}"


def reference_to(actor: Actor, asked: str) -> str:
    """The reference of the account whose id an address names; "" for what is no id, or none that the actor sees."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return ""
    found = accounts_for(actor).filter(pk=int(asked)).first()
    return reference(found) if found is not None else ""


def offered(actor: Actor, text: str) -> Sequence[str]:
    """References of accounts that begin as the text does, for who is typing one."""
    key = name_key(text[:200])
    if not key:
        return []
    found = accounts_for(actor).filter(starts("name_key", key)).order_by("name_key", "id").only("name")[:OFFERED]
    return [reference(account) for account in found]


def account_referred(actor: Actor, text: str, *, field: str = "account") -> Account | None:
    """The account that a form means: by reference, by external id, or by its whole name.

    Returns:
        None for an empty text.

    Raises:
        Refused: ``accounts.unknown_account``, ``accounts.ambiguous_account``, at ``field``.
    """
    text = text.strip()
    if not text:
        return None
    seen = accounts_for(actor)
    head, mark, number = text.rpartition("#")
    if mark and number.isascii() and number.isdecimal() and len(number) < 19:
        found = seen.filter(pk=int(number)).first()
        if found is not None and found.name == head.strip():
            return found
    known = seen.filter(external_id=text[:100]).first()
    if known is not None:
        return known
    named = list(seen.filter(name_key=name_key(text)).order_by("id")[:3]) if name_key(text) else []
    if len(named) == 1:
        return named[0]
    if named:
        raise Refused(
            "accounts.ambiguous_account", f"Several accounts are called so; write {reference(named[0])}, or …", field
        )
    near = offered(actor, text[:4])
    hint = f" Did you mean {near[0]}?" if near else ""
    raise Refused("accounts.unknown_account", f"No account of yours is called “{text[:60]}”.{hint}", field)

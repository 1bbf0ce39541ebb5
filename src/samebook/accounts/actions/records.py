"""Adding and changing accounts and people by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samebook.accounts.actions.doubles import account_keys, check_is_new
from samebook.accounts.actions.knowing import learn, tell
from samebook.accounts.actions.turns import take_turns
from samebook.accounts.hooks import fact_kinds
from samebook.accounts.models import Account, Origin, Person
from samebook.accounts.queries import account_detail, accounts_for, person_detail
from samebook.accounts.rules import clean_text, name_key, normalised_email, website_domain
from samebook.accounts.rules.access import KEEPERS
from samebook.accounts.suppression import EMAIL, PHONE, suppressed_among
from samebook.company.models import Territory, User
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

ACCOUNT_LINKS = ("external_id", "domain", "parent_id", "owner_id", "territory_id")
PERSON_LINKS = ("external_id", "email", "account_id")
DEEPEST = 20


@action
def add_account(
    actor: Actor, values: Mapping[str, Any], *, at: datetime, origin: str = Origin.PERSON, is_another: bool = False
) -> Account:
    """Add an account.

    Args:
        values: ``name`` and any of ``external_id``, ``domain`` (or a page address), ``parent_id``, ``owner_id``,
            ``territory_id``, ``country``, ``industry``, ``employees``, ``city``, ``postcode``, ``phone``,
            ``is_customer``, or a declared field by its full name (``account.…``).
        is_another: It was said to be another company than the one that matches.

    Raises:
        Refused: ``accounts.no_name``, ``accounts.same_account`` (a ``SameAccount``), ``accounts.external_id_taken``,
            ``accounts.unknown_field``, ``access.denied`` and those of ``know``.
    """
    actor.require(*KEEPERS, to="add accounts")
    name = clean_text(str(values.get("name") or ""), "name", 250)
    if not name:
        raise Refused("accounts.no_name", "Give the company's name.", "name")
    account = Account(name=name, name_key=name_key(name), origin=origin, created_at=at)
    keys = account_keys(values, name)
    take_turns([("name", keys.company_key), ("domain", keys.domain), ("account", keys.account_external_id)])
    links, facts = _sorted("account", values, ACCOUNT_LINKS)
    _link_account(actor, account, links)
    if not is_another:
        check_is_new(actor, keys, parent_id=account.parent_id, city=str(values.get("city") or ""))
    if actor.id is not None and not actor.sees_all and account.territory_id is None:
        account.owner_id = account.owner_id or actor.id  # what one adds, one sees
    account.save()
    learn(actor, "account", {account.pk: (account, facts)}, at=at, origin=origin)
    record(actor, "accounts.account.added", account, territory_id=account.territory_id, detail={"name": name})
    return account


@action
def change_account(actor: Actor, account_id: int, values: Mapping[str, Any], *, at: datetime) -> Account:
    """Change an account; what is not in ``values`` (see ``add_account``) stays.

    Raises:
        Missing: It is not there or not the actor's.
        Refused: As ``add_account``; ``accounts.circle`` when a parent would stand under its own site.
    """
    actor.require(*KEEPERS, to="change accounts")
    account = account_detail(actor, account_id)
    if "name" in values and not clean_text(str(values["name"] or ""), "name", 250):
        raise Refused("accounts.no_name", "Give the company's name.", "name")
    links, facts = _sorted("account", values, ACCOUNT_LINKS)
    take_turns([("account", str(links.get("external_id") or "")), ("domain", str(links.get("domain") or ""))])
    before = {name: getattr(account, name) for name in links}
    _link_account(actor, account, links)
    account.save()
    changed = learn(actor, "account", {account.pk: (account, facts)}, at=at, origin=Origin.PERSON)
    moved = {name: [before[name], getattr(account, name)] for name in links if before[name] != getattr(account, name)}
    detail = {"links": moved, "fields": sorted(facts) if changed else []}
    record(actor, "accounts.account.changed", account, territory_id=account.territory_id, detail=detail)
    tell(actor, "account", changed or ([account.pk] if moved else []), at=at)
    return account


@action
def add_person(actor: Actor, values: Mapping[str, Any], *, at: datetime, origin: str = Origin.PERSON) -> Person:
    """Add a person.

    Args:
        values: Any of ``name``, ``email``, ``phone``, ``title``, ``country``, ``external_id``, ``account_id``, or a
            declared field by its full name (``person.…``); a name, an address or a number at least.

    Raises:
        Refused: ``accounts.nobody``, ``accounts.email_taken``, ``accounts.external_id_taken``, ``access.denied``.
    """
    actor.require(*KEEPERS, to="add people")
    if not any(str(values.get(name) or "").strip() for name in ("name", "email", "phone")):
        raise Refused("accounts.nobody", "Give a name, an e-mail address or a telephone number.", "name")
    links, facts = _sorted("person", values, PERSON_LINKS)
    person = Person(origin=origin, created_at=at)
    take_turns([("email", str(links.get("email") or "")), ("person", str(links.get("external_id") or ""))])
    _link_person(actor, person, links)
    person.save()
    learn(actor, "person", {person.pk: (person, facts)}, at=at, origin=origin)
    _bar_if_suppressed(person)
    record(actor, "accounts.person.added", person)
    return person


@action
def change_person(actor: Actor, person_id: int, values: Mapping[str, Any], *, at: datetime) -> Person:
    """Change a person; what is not in ``values`` (see ``add_person``) stays. The journal keeps both values apart.

    Raises:
        Missing: They are not there or not the actor's.
        Refused: As ``add_person``.
    """
    actor.require(*KEEPERS, to="change people")
    person = person_detail(actor, person_id)
    links, facts = _sorted("person", values, PERSON_LINKS)
    take_turns([("email", str(links.get("email") or "")), ("person", str(links.get("external_id") or ""))])
    names = [*links, *(name for name in values if name in ("name", "phone", "title", "country"))]
    before = {name: getattr(person, name) for name in names}
    _link_person(actor, person, links)
    person.save()
    changed = learn(actor, "person", {person.pk: (person, facts)}, at=at, origin=Origin.PERSON)
    _bar_if_suppressed(person)
    personal = {name: [before[name], getattr(person, name)] for name in names if before[name] != getattr(person, name)}
    record(
        actor, "accounts.person.changed", person,
        detail={"fields": sorted({*personal, *facts})}, person_id=person.pk, personal=personal,
    )  # fmt: skip
    tell(actor, "person", changed, at=at)
    return person


def _sorted(kind: str, values: Mapping[str, Any], links: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ties the record to others, and what is known of it under its full field names."""
    tied: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for name, value in values.items():
        full = name if "." in name else f"{kind}.{name}"
        if name in links:
            tied[name] = value
        elif "." in name or full in fact_kinds[kind].columns:
            facts[full] = value
        else:
            raise Refused("accounts.unknown_field", f"{name[:80]} is no field of {kind}s.", name[:80])
    return tied, facts


def _link_account(actor: Actor, account: Account, links: Mapping[str, Any]) -> None:
    for name, value in links.items():
        match name:
            case "external_id":
                account.external_id = _free_external_id(Account, account.pk, value)
            case "domain":
                account.domain = website_domain(str(value or ""))
                if value and not account.domain:
                    raise Refused("accounts.bad_domain", "That is no company's own internet domain.", "domain")
            case "parent_id":
                account.parent_id = _checked_parent(actor, account, value)
            case "owner_id":
                account.owner_id = _present(User, value, "user")
            case "territory_id":
                account.territory_id = _present(Territory, value, "territory")


def _link_person(actor: Actor, person: Person, links: Mapping[str, Any]) -> None:
    for name, value in links.items():
        match name:
            case "external_id":
                person.external_id = _free_external_id(Person, person.pk, value)
            case "email":
                person.email = normalised_email(str(value or ""))
                taken = Person.objects.filter(email=person.email, merged_into=None).exclude(pk=person.pk)
                if person.email and taken.exists():
                    raise Refused("accounts.email_taken", "Another person has this e-mail address.", "email")
            case "account_id":
                person.account_id = account_detail(actor, value).pk if value is not None else None


def _free_external_id(model: type[Account] | type[Person], pk: int | None, value: object) -> str | None:
    external_id = clean_text(str(value or ""), "external_id", 100) or None
    holder = model._default_manager.filter(external_id=external_id).values_list("pk", flat=True).first()
    if external_id and holder not in (None, pk):
        raise Refused("accounts.external_id_taken", f"External id “{external_id}” is another record's.", "external_id")
    return external_id


def _checked_parent(actor: Actor, account: Account, parent_id: int | None) -> int | None:
    step, depth = parent_id, 0
    while step is not None:
        if step == account.pk or depth > DEEPEST:
            raise Refused("accounts.circle", "An account cannot stand under one of its own sites.", "parent")
        found = (
            (accounts_for(actor) if depth == 0 else Account.objects).filter(pk=step).values_list("parent_id").first()
        )
        if found is None:
            raise Missing("account")
        step, depth = found[0], depth + 1
    return parent_id


def _present(model: type[User] | type[Territory], pk: int | None, what: str) -> int | None:
    if pk is not None and not model._default_manager.filter(pk=pk).exists():
        raise Missing(what)
    return pk


def _bar_if_suppressed(person: Person) -> None:
    if not person.do_not_contact and suppressed_among({(EMAIL, person.email), (PHONE, person.phone)}):
        person.do_not_contact = True
        person.save(update_fields=["do_not_contact"])

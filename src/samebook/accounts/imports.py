"""Accounts and people from files."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from samebook.accounts.actions import identify
from samebook.accounts.arrivals import Arrival, Identified
from samebook.accounts.hooks import check_choices, fields_declared_for
from samebook.accounts.models import Account
from samebook.accounts.rules import normalised_phone, own_id
from samebook.book.wording import label_of
from samebook.exchange.targets import ImportRow, ImportTarget, Outcome, RowOutcome, TargetField
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

ACCOUNT_FACTS = ("industry", "employees", "city", "postcode", "phone", "is_customer")


@action
def load_accounts(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One account for each row: known by its external id, its domain, or its name and country; what a row says of
    it counts from ``known_at`` on, so that an old file does not undo what is newer.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="import accounts")
    found = identify(actor, [_account_arrival(row.values) for row in rows], at=at)
    outcomes = _outcomes(found, "account")
    _tie_parents(rows, found)
    return outcomes


@action
def load_people(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One person for each row: known by the external id, else by the e-mail address.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="import people")
    found = identify(actor, [_person_arrival(row.values) for row in rows], at=at)
    return _outcomes(found, "person")


def _account_arrival(values: Mapping[str, Any]) -> Arrival:
    facts = {f"account.{name}": values[name] for name in ACCOUNT_FACTS if name in values}
    facts |= {name: value for name, value in values.items() if name.startswith("account.")}
    if "phone" in values:
        facts["account.phone"] = normalised_phone(values["phone"])
    check_choices("account", facts)
    return Arrival(
        account_external_id=values.get("external_id", ""),
        company=values["name"],
        website=values.get("website", ""),
        country=values.get("country", ""),
        account_facts=facts,
        origin="import",
        known_at=values.get("known_at"),
    )


def _person_arrival(values: Mapping[str, Any]) -> Arrival:
    names = (values.get("first_name", ""), values.get("last_name", ""))
    texts = ("external_id", "email", "phone", "title", "country", "company", "website", "account_external_id")
    facts = {f"person.{name}": values[name] for name in ("title",) if name in values}
    facts |= {name: value for name, value in values.items() if name.startswith("person.")}
    check_choices("person", facts)
    return Arrival(
        **{name: values.get(name, "") for name in texts},
        name=values.get("name") or " ".join(filter(None, names)),
        person_facts=facts,
        origin="import",
        known_at=values.get("known_at"),
    )


def _outcomes(found: Sequence[Identified], kind: Literal["account", "person"]) -> list[RowOutcome]:
    outcomes = []
    for one in found:
        record = one.account if kind == "account" else one.person
        by = one.account_by if kind == "account" else one.person_by
        if one.refused is not None:
            outcomes.append(RowOutcome("refused", refused=one.refused))
        elif record is None:
            why = Refused("accounts.nobody", "The row has neither an external id, an e-mail address nor a name.")
            outcomes.append(RowOutcome("refused", refused=why))
        else:
            again: Outcome = "changed" if kind in one.changed else "unchanged"
            outcomes.append(RowOutcome("created" if by == "created" else again, record.pk))
    return outcomes


def _tie_parents(rows: Sequence[ImportRow], found: Sequence[Identified]) -> None:
    """Put sites under their parents: those that are here or stand in the same batch. A circle is left out."""
    wanted = {
        one.account.pk: (one.account, row.values["parent_external_id"])
        for row, one in zip(rows, found, strict=True)
        if one.account is not None and "parent_external_id" in row.values and one.account.parent_id is None
    }
    names = {key for _, key in wanted.values()}
    parents = _named(names)
    tied: list[Account] = []
    for account, key in wanted.values():
        parent = parents.get(key)
        if parent is not None and parent.pk != account.pk and parent.parent_id is None and not _is_above(account, tied):
            account.parent_id = parent.pk
            tied.append(account)
    if tied:
        Account.objects.bulk_update(tied, ["parent"])


def _named(references: Collection[str]) -> dict[str, Account]:
    """Accounts by what files call them: external ids, and ids of our own."""
    own = {number: name for name in references if (number := own_id(name))}
    meant = Q(external_id__in=references) | Q(pk__in=own)
    found = Account.objects.filter(meant, deleted_at=None, merged_into=None)
    return {name: one for one in found for name in (one.external_id, own.get(one.pk)) if name}


def _is_above(account: Account, tied: Sequence[Account]) -> bool:
    return any(site.parent_id == account.pk for site in tied)


def _declared(kind: str) -> list[TargetField]:
    return [
        TargetField(name, label_of(name), declared.type.value, help=declared.unit or "")
        for name, declared in fields_declared_for(kind).items()
    ]


ACCOUNTS = ImportTarget(
    name="accounts",
    label="Accounts",
    fields=(
        TargetField("external_id", "External id", help="The account's identity where the file comes from."),
        TargetField("name", "Name", required=True),
        TargetField("website", "Website", help="A domain or a page's address."),
        TargetField("country", "Country", help="A code or a name."),
        TargetField("parent_external_id", "Parent", help="External id of the account that this is a site of."),
        TargetField("industry", "Industry"),
        TargetField("employees", "Employees", "integer"),
        TargetField("city", "City"),
        TargetField("postcode", "Postcode"),
        TargetField("phone", "Telephone"),
        TargetField("is_customer", "Customer", "boolean"),
        TargetField("known_at", "Known since", "timestamp", help="Since when the row holds; now if not said."),
    ),
    load=load_accounts,
    more_fields=lambda: _declared("account"),
)
PEOPLE = ImportTarget(
    name="people",
    label="People",
    fields=(
        TargetField("external_id", "External id", help="The person's identity where the file comes from."),
        TargetField("name", "Name", help="Or first_name and last_name."),
        TargetField("first_name", "First name"),
        TargetField("last_name", "Last name"),
        TargetField("email", "E-mail"),
        TargetField("phone", "Telephone"),
        TargetField("title", "Position"),
        TargetField("country", "Country", help="A code or a name."),
        TargetField("company", "Company"),
        TargetField("website", "Website"),
        TargetField("account_external_id", "Account", help="External id of the person's account."),
        TargetField("known_at", "Known since", "timestamp", help="Since when the row holds; now if not said."),
    ),
    load=load_people,
    more_fields=lambda: _declared("person"),
)
TARGETS = (ACCOUNTS, PEOPLE)

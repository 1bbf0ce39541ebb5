"""The accounts and people that a list of arrivals may mean, found with two queries and searched in memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import CharField, Func, Q

from samebook.accounts.models import Account, Person
from samebook.accounts.rules import Keys, choose_by_domain, choose_by_name

EMPTY = Func(template="''", output_field=CharField())
"""Written into the SQL, not bound: SQLite uses a partial index only when it reads the condition there."""


class Matches:
    """An index over what was found and what the running list adds to it."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        self.people_by_external: dict[str, Person] = {}
        self.people_by_email: dict[str, Person] = {}
        self.accounts_by_external: dict[str, Account] = {}
        self.accounts_by_domain: defaultdict[str, list[Account]] = defaultdict(list)
        self.accounts_by_name: defaultdict[str, list[Account]] = defaultdict(list)
        for person in _people(keys):
            self.hold_person(person)
        for account in _accounts(keys):
            self.hold_account(account)

    def hold_person(self, person: Person) -> None:
        survivor = person.merged_into or person
        if person.external_id:
            self.people_by_external[person.external_id] = survivor
        if person.email:
            self.people_by_email.setdefault(person.email, survivor)

    def hold_account(self, account: Account) -> None:
        survivor = account.merged_into or account
        if account.external_id:
            self.accounts_by_external[account.external_id] = survivor
        if account.deleted_at is None and account.merged_into_id is None:
            if account.domain:
                _add(self.accounts_by_domain[account.domain], account)
            _add(self.accounts_by_name[account.name_key], account)

    def person(self, keys: Keys) -> tuple[Person | None, str]:
        """Who is meant, by external id before e-mail, and by which."""
        if keys.external_id in self.people_by_external:
            return self.people_by_external[keys.external_id], "external_id"
        if keys.email and keys.email in self.people_by_email:
            return self.people_by_email[keys.email], "email"
        return None, ""

    def account(self, keys: Keys, person: Person | None) -> tuple[Account | None, str]:
        """Which company is meant: external id, the person's own, domain, name with country; and by which."""
        if keys.account_external_id in self.accounts_by_external:
            return self.accounts_by_external[keys.account_external_id], "external_id"
        own = person.account if person is not None else None
        if own is not None and _may_be(own, keys):
            return own.merged_into or own, "person"
        same_domain = [one for one in self.accounts_by_domain.get(keys.domain, ()) if _may_be(one, keys)]
        if chosen := choose_by_domain(same_domain, keys):
            return chosen, "domain"
        same_name = [one for one in self.accounts_by_name.get(keys.company_key, ()) if _may_be(one, keys)]
        if keys.company_key and (chosen := choose_by_name(same_name, keys)):
            return chosen, "name"
        return None, ""


def _add(held: list[Account], account: Account) -> None:
    if not any(one is account for one in held):
        held.append(account)


def _may_be(account: Account, keys: Keys) -> bool:
    """Two external ids of one source are two companies there, whatever else they share."""
    return not (keys.account_external_id and account.external_id)


def _people(keys: Sequence[Keys]) -> Iterable[Person]:
    wanted = Q()
    if external := {one.external_id for one in keys if one.external_id}:
        wanted |= Q(external_id__in=external)
    if emails := {one.email for one in keys if one.email}:
        wanted |= Q(email__in=emails, merged_into=None) & ~Q(email=EMPTY)
    return Person.objects.filter(wanted).select_related("account", "merged_into") if wanted else ()


def _accounts(keys: Sequence[Keys]) -> Iterable[Account]:
    wanted = Q()
    if external := {one.account_external_id for one in keys if one.account_external_id}:
        wanted |= Q(external_id__in=external)
    if domains := {one.domain for one in keys if one.domain}:
        wanted |= Q(domain__in=domains) & ~Q(domain=EMPTY)
    if names := {one.company_key for one in keys if one.company_key}:
        wanted |= Q(name_key__in=names)
    return Account.objects.filter(wanted).select_related("merged_into").order_by("id") if wanted else ()

"""The accounts and people that a list of arrivals may mean, found with two queries and searched in memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from samebook.accounts.lists import with_lists
from samebook.accounts.models import Account, Person
from samebook.accounts.rules import Keys, choose_by_domain, choose_by_name
from samebook.jobs.rows import read
from samebook.kernel.refusals import Refused

PEOPLE = """
SELECT * FROM accounts_person
WHERE external_id IN [external] OR id IN [own] OR (email IN [emails] AND NOT (email = '') AND merged_into_id IS NULL)
ORDER BY id
"""
ACCOUNTS = """
SELECT * FROM accounts_account
WHERE external_id IN [external] OR (domain IN [domains] AND NOT (domain = '')) OR name_key IN [names] OR id IN [own]
ORDER BY id
"""
"""The conditions of the partial indexes are written as in the index: SQLite uses one only when it reads it."""


class Matches:
    """An index over what was found and what the running list adds to it."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        self.people_by_id: dict[int, Person] = {}
        self.accounts_by_id: dict[int, Account] = {}
        self.people_by_external: dict[str, Person] = {}
        self.people_by_email: dict[str, Person] = {}
        self.accounts_by_external: dict[str, Account] = {}
        self.accounts_by_domain: defaultdict[str, list[Account]] = defaultdict(list)
        self.accounts_by_name: defaultdict[str, list[Account]] = defaultdict(list)
        people = list(_people(keys))
        accounts = {account.pk: account for account in _accounts(keys, people)}
        for person in people:
            if person.account_id is not None:
                person.account = accounts[person.account_id]  # one object for one account, however it was found
            self.hold_person(person)
        for account in accounts.values():
            self.hold_account(account)

    def hold_person(self, person: Person) -> None:
        survivor = person.merged_into or person
        if person.pk is not None:
            self.people_by_id[person.pk] = survivor
        if person.external_id:
            self.people_by_external[person.external_id] = survivor
        if person.email:
            self.people_by_email.setdefault(person.email, survivor)

    def hold_account(self, account: Account) -> None:
        survivor = account.merged_into or account
        if account.pk is not None and survivor.deleted_at is None:
            self.accounts_by_id[account.pk] = survivor
        if account.external_id:
            self.accounts_by_external[account.external_id] = survivor
        if account.deleted_at is None and account.merged_into_id is None:
            if account.domain:
                _add(self.accounts_by_domain[account.domain], account)
            _add(self.accounts_by_name[account.name_key], account)

    def check_own(self, keys: Keys) -> None:
        """An id of our own is one that we gave.

        Raises:
            Refused: ``accounts.unknown_own_id``.
        """
        for number, known, what in (
            (keys.own_person, self.people_by_id, "person"),
            (keys.own_account, self.accounts_by_id, "account"),
        ):
            if number is not None and number not in known:
                why = f"There is no {what} samebook:{number} here; leave the id empty to add one."
                raise Refused("accounts.unknown_own_id", why, "external_id")

    def person(self, keys: Keys) -> tuple[Person | None, str]:
        """Who is meant, by our own id or an external one before e-mail, and by which."""
        if keys.own_person is not None:
            return self.people_by_id[keys.own_person], "external_id"
        if keys.external_id in self.people_by_external:
            return self.people_by_external[keys.external_id], "external_id"
        if keys.email and keys.email in self.people_by_email:
            return self.people_by_email[keys.email], "email"
        return None, ""

    def account(self, keys: Keys, person: Person | None) -> tuple[Account | None, str]:
        """Which company is meant: our own id or an external one, the person's own, domain, name with country."""
        if keys.own_account is not None:
            return self.accounts_by_id[keys.own_account], "external_id"
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
    external = {one.external_id for one in keys if one.external_id}
    emails = {one.email for one in keys if one.email}
    own = {one.own_person for one in keys if one.own_person is not None}
    if not external and not emails and not own:
        return ()
    sql, parameters = with_lists(PEOPLE, external=external, own=own, emails=emails)
    return read(Person, sql, parameters)


def _accounts(keys: Sequence[Keys], people: Iterable[Person]) -> Iterable[Account]:
    external = {one.account_external_id for one in keys if one.account_external_id}
    domains = {one.domain for one in keys if one.domain}
    names = {one.company_key for one in keys if one.company_key}
    own = {person.account_id for person in people if person.account_id is not None}
    own |= {one.own_account for one in keys if one.own_account is not None}
    if not external and not domains and not names and not own:
        return ()
    sql, parameters = with_lists(ACCOUNTS, external=external, domains=domains, names=names, own=own)
    return read(Account, sql, parameters)

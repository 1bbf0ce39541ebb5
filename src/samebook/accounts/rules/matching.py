"""Which of the records found is meant. Where two are as likely, neither is: a wrong match is worse than a double."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from samebook.accounts.arrivals import Arrival
from samebook.accounts.rules.addresses import domain_of, normalised_email, normalised_phone, website_domain
from samebook.accounts.rules.countries import country_code
from samebook.accounts.rules.names import name_key
from samebook.accounts.rules.text import clean_text


class Company(Protocol):
    """What matching reads of an account; one that is not saved yet has no ``pk``."""

    pk: int
    name_key: str
    country: str
    domain: str
    parent_id: int | None


C = TypeVar("C", bound=Company)

OWN = "samebook:"
OWN_ID = re.compile(re.escape(OWN) + r"[0-9]{1,18}")


class Named(Protocol):
    """A record with its id where it comes from, and ours."""

    pk: int
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Keys:
    """An arrival in the forms that are kept and compared; "" for what it does not say.

    Attributes:
        own_person, own_account: Ids of our own, where the arrival names one (``samebook:17``); the external id is
            then "".
    """

    external_id: str
    name: str
    email: str
    phone: str
    title: str
    country: str
    company: str
    company_key: str
    domain: str
    account_external_id: str
    own_person: int | None = None
    own_account: int | None = None


def keys_of(arrival: Arrival) -> Keys:
    """Read an arrival.

    Raises:
        Refused: With the field that is wrong (``accounts.bad_email``, ``accounts.unknown_country`` and others).
    """
    country = country_code(arrival.country)
    email = normalised_email(arrival.email)
    external_id = clean_text(arrival.external_id, "external_id", 100)
    account_external_id = clean_text(arrival.account_external_id, "account_external_id", 100)
    own_person, own_account = own_id(external_id), own_id(account_external_id)
    company = clean_text(arrival.company, "company", 250)
    return Keys(
        external_id="" if own_person else external_id,
        name=clean_text(arrival.name, "name", 200),
        email=email,
        phone=normalised_phone(arrival.phone, country),
        title=clean_text(arrival.title, "title", 150),
        country=country,
        company=company,
        company_key=name_key(company),
        domain=website_domain(arrival.website) or ("" if own_account else domain_of(email)),
        account_external_id="" if own_account else account_external_id,
        own_person=own_person,
        own_account=own_account,
    )


def own_reference(record: Named) -> str:
    """How a file of ours names a record: by its external id, else by our own id."""
    return record.external_id or f"{OWN}{record.pk}"


def own_id(external_id: str) -> int | None:
    """Our own id, where a file names a record by it; None for an id of anybody else's."""
    number = external_id.removeprefix(OWN)
    return int(number) if OWN_ID.fullmatch(external_id) and int(number) > 0 else None


def choose_by_domain(found: Sequence[C], keys: Keys) -> C | None:
    """One of the accounts that share the domain, or None rather than a guess.

    The only one; else the only one of the same name (and country), else the only one in the country, else the
    one that the others stand under.
    """
    if len(found) <= 1:
        return found[0] if found else None
    named = [account for account in found if keys.company_key and account.name_key == keys.company_key]
    near = [account for account in found if keys.country and account.country == keys.country]
    both = [account for account in named if account in near]
    return _only(both) or _only(named) or _only(near) or _only(_topmost(found))


def choose_by_name(found: Sequence[C], keys: Keys) -> C | None:
    """One of the accounts of the same name, or None rather than a guess.

    Countries must not differ, nor domains where both have one: many companies are called Müller.
    """
    fits = [account for account in found if not (keys.domain and account.domain and account.domain != keys.domain)]
    if not keys.country:
        return _only(fits) or _only(_topmost(fits))
    same = [account for account in fits if account.country == keys.country]
    return _only(same) or _only(_topmost(same)) or (None if same else _only([a for a in fits if not a.country]))


def _only(found: Iterable[C]) -> C | None:
    distinct = list(found)
    return distinct[0] if len(distinct) == 1 else None


def _topmost(found: Sequence[C]) -> list[C]:
    inside = {account.pk for account in found}
    return [account for account in found if account.parent_id is None or account.parent_id not in inside]

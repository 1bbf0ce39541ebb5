"""Matching on arrival: who is this, and which company is it? Found, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samebook.accounts.actions.knowing import checked_value, learn, tell
from samebook.accounts.actions.matches import Matches
from samebook.accounts.actions.turns import take_turns
from samebook.accounts.arrivals import Arrival, Identified
from samebook.accounts.hooks import Record
from samebook.accounts.models import Account, Person
from samebook.accounts.rules import Keys, keys_of, name_key, person_keys
from samebook.accounts.suppression import EMAIL, PHONE, suppressed_among
from samebook.jobs.rows import insert, update
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

CHUNK = 500
JOURNAL_ORIGIN = {"import": Entry.Origin.IMPORT, "simulated": Entry.Origin.SIMULATED}


@action
def identify(actor: Actor, arrivals: Sequence[Arrival], *, at: datetime) -> list[Identified]:
    """Find the person and the account of each arrival, or make them; the same one twice in the list is one.

    A person is found by external id, then e-mail; an account by external id, the person's own account, the domain
    (never free mail), the name's key with the country; a doubtful match is none. What is found keeps what it says
    and is filled where it was blank. An address under suppression comes in as not to be contacted.

    The number of queries depends on the kinds of things in the list, not on its length (per 500 arrivals).

    Returns:
        One for each arrival, in order; a wrong arrival has ``refused`` set and wrote nothing.
    """
    read = [_read(arrival) for arrival in arrivals]
    take_turns(key for keys, _ in read if keys is not None for key in _turns(keys))
    answers: list[Identified] = []
    for start in range(0, len(arrivals), CHUNK):
        answers += _identify(actor, arrivals[start : start + CHUNK], read[start : start + CHUNK], at)
    return answers


def _read(arrival: Arrival) -> tuple[Keys | None, Refused | None]:
    try:
        keys = keys_of(arrival)
        for kind, given in (("account", arrival.account_facts), ("person", arrival.person_facts)):
            for name, value in given.items():
                checked_value(kind, name, value)
    except Refused as refused:
        return None, refused
    return keys, None


def _turns(keys: Keys) -> tuple[str, ...]:
    return (
        f"person:{keys.external_id}" if keys.external_id else "",
        f"email:{keys.email}" if keys.email else "",
        f"account:{keys.account_external_id}" if keys.account_external_id else "",
        f"domain:{keys.domain}" if keys.domain else "",
        f"name:{keys.company_key}" if keys.company_key else "",
    )


@dataclass(slots=True)
class _Work:
    """What one chunk finds, makes and fills; ``Arrival`` facts wait here for the ids of new records."""

    new_accounts: list[Account] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    filled_accounts: dict[int, tuple[Account, set[str]]] = field(default_factory=dict)
    filled_people: dict[int, tuple[Person, set[str]]] = field(default_factory=dict)


def _identify(
    actor: Actor, arrivals: Sequence[Arrival], read: Sequence[tuple[Keys | None, Refused | None]], at: datetime
) -> list[Identified]:
    matches = Matches([keys for keys, _ in read if keys is not None])
    held = suppressed_among({pair for keys, _ in read if keys for pair in ((EMAIL, keys.email), (PHONE, keys.phone))})
    work = _Work()
    answers = []
    for arrival, (keys, refused) in zip(arrivals, read, strict=True):
        if keys is None:
            answers.append(Identified(refused=refused))
            continue
        person, person_by = matches.person(keys)
        account, account_by = matches.account(keys, person)
        if account is None:
            account, account_by = _new_account(arrival, keys, matches, work, at)
        else:
            _fill_account(account, keys, matches, work)
        if person is None:
            person, person_by = _new_person(arrival, keys, matches, work, at)
        else:
            _fill_person(person, keys, matches, work)
        if person is not None:
            _settle(person, account, keys, held, work)
        answers.append(Identified(account, person, account_by, person_by))
    _write(actor, work, at)
    _learn(actor, arrivals, answers, work, at)
    return answers


def _new_account(
    arrival: Arrival, keys: Keys, matches: Matches, work: _Work, at: datetime
) -> tuple[Account | None, str]:
    """A company of its own, unless nothing names it or its domain is already several others'."""
    doubtful = keys.domain in matches.accounts_by_domain
    name = keys.company or ("" if doubtful else keys.domain) or keys.account_external_id
    if not name:
        return None, ""
    account = Account(
        external_id=keys.account_external_id or None, origin=arrival.origin, name=name, name_key=name_key(name),
        country=keys.country, domain=keys.domain, created_at=at,
    )  # fmt: skip
    work.new_accounts.append(account)
    matches.hold_account(account)
    return account, "created"


def _new_person(arrival: Arrival, keys: Keys, matches: Matches, work: _Work, at: datetime) -> tuple[Person | None, str]:
    if not arrival.names_person:
        return None, ""
    person = Person(
        external_id=keys.external_id or None, origin=arrival.origin, name=keys.name, email=keys.email,
        phone=keys.phone, title=keys.title, country=keys.country, created_at=at,
        name_key=person_keys(keys.name)[0], surname_key=person_keys(keys.name)[1],
    )  # fmt: skip
    work.new_people.append(person)
    matches.hold_person(person)
    return person, "created"


def _fill_account(account: Account, keys: Keys, matches: Matches, work: _Work) -> None:
    filled = {
        name: value
        for name, value in (
            ("country", keys.country),
            ("domain", keys.domain),
            ("external_id", keys.account_external_id),
        )
        if value and not getattr(account, name)
    }
    if filled.get("external_id") in matches.accounts_by_external:
        del filled["external_id"]  # a merged record's, whose survivor this is
    if keys.company and account.name == account.domain:
        filled |= {"name": keys.company, "name_key": keys.company_key}
    _fill(account, filled, work.filled_accounts)
    if filled:
        matches.hold_account(account)


def _fill_person(person: Person, keys: Keys, matches: Matches, work: _Work) -> None:
    filled = {
        name: value
        for name in ("name", "phone", "title", "country", "external_id", "email")
        if (value := getattr(keys, name)) and not getattr(person, name)
    }
    if filled.get("external_id") in matches.people_by_external:
        del filled["external_id"]
    if "name" in filled:
        filled["name_key"], filled["surname_key"] = person_keys(keys.name)
    if filled.get("email") in matches.people_by_email:
        del filled["email"]
    _fill(person, filled, work.filled_people)
    matches.hold_person(person)


def _settle(person: Person, account: Account | None, keys: Keys, held: set[tuple[str, str]], work: _Work) -> None:
    """Tie the person to the account they have none of, and keep a suppressed address from being contacted."""
    filled: dict[str, Any] = {}
    if account is not None and person.account is None:
        filled["account"] = account
    if not person.do_not_contact and ((EMAIL, keys.email) in held or (PHONE, keys.phone) in held):
        filled["do_not_contact"] = True
    _fill(person, filled, work.filled_people)


def _fill(one: Record, values: Mapping[str, Any], filled: dict[int, tuple[Any, set[str]]]) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    if values and one.pk is not None:
        filled.setdefault(one.pk, (one, set()))[1].update(values)


def _write(actor: Actor, work: _Work, at: datetime) -> None:
    insert(work.new_accounts)
    insert(work.new_people)
    _save(work.filled_accounts)
    _save(work.filled_people)
    for kind, made in (("account", work.new_accounts), ("person", work.new_people)):
        for one in made:
            origin = JOURNAL_ORIGIN.get(one.origin, Entry.Origin.SYSTEM)
            happened = None if origin == Entry.Origin.SYSTEM else at
            record(actor, f"accounts.{kind}.added", (kind, one.pk), origin=origin, happened_at=happened)


def _save(filled: Mapping[int, tuple[Record, set[str]]]) -> None:
    update([one for one, _ in filled.values()], {name for _, names in filled.values() for name in names})


def _learn(actor: Actor, arrivals: Sequence[Arrival], answers: Sequence[Identified], work: _Work, at: datetime) -> None:
    """Keep the facts that came along; one write for all that share origin and time."""
    groups: dict[tuple[str, str, datetime | None], dict[int, tuple[Any, dict[str, Any]]]] = {}
    for arrival, answer in zip(arrivals, answers, strict=True):
        for kind, one, given in (
            ("account", answer.account, arrival.account_facts),
            ("person", answer.person, arrival.person_facts),
        ):
            if one is not None and given:
                group = groups.setdefault((kind, arrival.origin, arrival.known_at), {})
                group.setdefault(one.pk, (one, {}))[1].update(given)
    new = {("account", one.pk) for one in work.new_accounts} | {("person", one.pk) for one in work.new_people}
    for (kind, origin, known_at), values in groups.items():
        changed = learn(actor, kind, values, at=at, origin=origin, known_at=known_at)
        tell(actor, kind, [pk for pk in changed if (kind, pk) not in new], at=at)

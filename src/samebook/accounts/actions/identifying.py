"""Matching on arrival: who is this, and which company is it? Found, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from samebook.accounts.actions.knowing import Learning, Told, checked_value, keep, tell, weigh
from samebook.accounts.actions.matches import Matches
from samebook.accounts.actions.turns import take_turns
from samebook.accounts.arrivals import Arrival, Identified
from samebook.accounts.hooks import Record
from samebook.accounts.models import Account, Person
from samebook.accounts.rules import Keys, keys_of, name_key, person_keys
from samebook.accounts.rules.facts import Json, Value
from samebook.accounts.suppression import EMAIL, PHONE, suppressed_among
from samebook.jobs.rows import insert, update
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import joined_action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

CHUNK = 500
JOURNAL_ORIGIN = {"import": Entry.Origin.IMPORT, "simulated": Entry.Origin.SIMULATED}


@joined_action
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
    take_turns(key for each in read if each.keys is not None for key in _turns(each.keys))
    answers: list[Identified] = []
    for start in range(0, len(arrivals), CHUNK):
        answers += _identify(actor, arrivals[start : start + CHUNK], read[start : start + CHUNK], at)
    return answers


@dataclass(slots=True)
class _Read:
    """An arrival as it is understood: its keys and its facts as they are kept, or why it is refused."""

    keys: Keys | None = None
    account_facts: dict[str, Json] = field(default_factory=dict)
    person_facts: dict[str, Json] = field(default_factory=dict)
    refused: Refused | None = None


def _read(arrival: Arrival) -> _Read:
    try:
        return _Read(
            keys_of(arrival), _checked("account", arrival.account_facts), _checked("person", arrival.person_facts)
        )
    except Refused as refused:
        return _Read(refused=refused)


def _checked(kind: str, given: Mapping[str, Value]) -> dict[str, Json]:
    return {name: checked_value(kind, name, value) for name, value in given.items()}


def _turns(keys: Keys) -> tuple[tuple[str, str], ...]:
    return (
        ("person", keys.external_id),
        ("email", keys.email),
        ("account", keys.account_external_id),
        ("domain", keys.domain),
        ("name", keys.company_key),
    )


@dataclass(slots=True)
class _Work:
    """What one chunk finds, makes and fills; ``Arrival`` facts wait here for the ids of new records."""

    new_accounts: list[Account] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    filled_accounts: dict[int, tuple[Account, set[str]]] = field(default_factory=dict)
    filled_people: dict[int, tuple[Person, set[str]]] = field(default_factory=dict)


def _identify(actor: Actor, arrivals: Sequence[Arrival], read: Sequence[_Read], at: datetime) -> list[Identified]:
    every = [each.keys for each in read if each.keys is not None]
    matches = Matches(every)
    held = suppressed_among({pair for keys in every for pair in ((EMAIL, keys.email), (PHONE, keys.phone))})
    work = _Work()
    answers = []
    for arrival, each in zip(arrivals, read, strict=True):
        keys = each.keys
        if keys is None:
            answers.append(Identified(refused=each.refused))
            continue
        try:
            matches.check_own(keys)
        except Refused as refused:
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
    learnings = _weigh(actor, arrivals, read, answers, at)
    _write(actor, work, at)
    changed = {"account": set(work.filled_accounts), "person": set(work.filled_people)}
    for learning in learnings:
        learnt = keep(learning)
        changed[learning.kind].update(learnt)
        tell(actor, learning.kind, learnt, at=at)
    return [replace(answer, changed=_changed(answer, changed)) for answer in answers]


def _changed(answer: Identified, changed: Mapping[str, set[int]]) -> frozenset[str]:
    """Which of the two records of an answer say something new."""
    told = {"account": (answer.account, answer.account_by), "person": (answer.person, answer.person_by)}
    return frozenset(
        kind for kind, (one, by) in told.items() if one is not None and (by == "created" or one.pk in changed[kind])
    )


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


def _weigh(
    actor: Actor, arrivals: Sequence[Arrival], read: Sequence[_Read], answers: Sequence[Identified], at: datetime
) -> list[Learning]:
    """Put the facts that came along to the records, before new ones are inserted."""
    told: dict[str, list[Told]] = {"account": [], "person": []}
    for arrival, each, answer in zip(arrivals, read, answers, strict=True):
        since = arrival.known_at or at
        if answer.account is not None and each.account_facts:
            told["account"].append(Told(answer.account, each.account_facts, arrival.origin, since))
        if answer.person is not None and each.person_facts:
            told["person"].append(Told(answer.person, each.person_facts, arrival.origin, since))
    return [weigh(actor, kind, given, at=at) for kind, given in told.items() if given]

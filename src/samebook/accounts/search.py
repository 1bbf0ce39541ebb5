"""The one search box: accounts and people by name, e-mail, telephone, domain or external id; fast at a million.

Candidates come from the beginning of a key (an index on both databases); a typing error further on is forgiven by
ranking them. An error within the first letters is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import CharField, Func, Q, QuerySet

from samebook.accounts.models import Account, Person
from samebook.accounts.queries import accounts_for, people_for
from samebook.accounts.rules import folded, name_key, normalised_phone, website_domain
from samebook.kernel.access import Actor
from samebook.kernel.countries import country_name
from samebook.kernel.refusals import Refused

LONGEST = 200
CANDIDATES = 400
SHORTEST_BEGINNING = 3
GOOD_ENOUGH = 72.0
HIGHEST = "\U0010ffff"
EMPTY = Func(template="''", output_field=CharField())
"""Written into the SQL, not bound: SQLite uses a partial index only when it reads its condition there."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that answers the search; ``score`` 0 to 100, 100 for an exact one."""

    kind: str
    id: int
    name: str
    about: str
    score: float


def search(actor: Actor, text: str, *, limit: int = 20) -> list[Found]:
    """What the actor may see that the text may mean, the best first. Nothing for less than two characters."""
    text = text[:LONGEST].strip()
    if len(text) < 2 or "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return []
    accounts, people = accounts_for(actor), people_for(actor).select_related("account")
    found = [
        *_by_external_id(accounts, people, text),
        *_by_address(accounts, people, text),
        *_by_name(accounts, people, text),
    ]
    best: dict[tuple[str, int], Found] = {}
    for one in found:
        key = (one.kind, one.id)
        if key not in best or best[key].score < one.score:
            best[key] = one
    return sorted(best.values(), key=lambda one: (-one.score, one.kind, one.name, one.id))[:limit]


def starts(column: str, beginning: str) -> Q:
    """The column begins so, by its index: SQLite orders by code point, PostgreSQL has an index for ``LIKE``."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": beginning, f"{column}__lt": beginning + HIGHEST})
    return Q(**{f"{column}__startswith": beginning})


def _by_external_id(accounts: QuerySet[Account], people: QuerySet[Person], text: str) -> Iterable[Found]:
    """What another system calls exactly so."""
    yield from (_account(one, 100.0) for one in accounts.filter(external_id=text))
    yield from (_person(one, 100.0) for one in people.filter(external_id=text))


def _by_address(accounts: QuerySet[Account], people: QuerySet[Person], text: str) -> Iterable[Found]:
    low = text.lower()
    if "@" in low:
        yield from (_person(one, 100.0 if one.email == low else 95.0) for one in _some(people, "email", low))
    elif "." in low and " " not in low and (domain := website_domain(low)):
        yield from (_account(one, 100.0) for one in accounts.filter(domain=domain).exclude(domain=EMPTY)[:CANDIDATES])
    digits = sum(char.isdigit() for char in text)
    if digits >= 5:
        try:
            phones = {normalised_phone(text), text}
        except Refused:
            return
        yield from (_account(one, 100.0) for one in accounts.filter(phone__in=phones).exclude(phone=EMPTY)[:CANDIDATES])
        yield from (_person(one, 100.0) for one in people.filter(phone__in=phones).exclude(phone=EMPTY)[:CANDIDATES])


def _by_name(accounts: QuerySet[Account], people: QuerySet[Person], text: str) -> Iterable[Found]:
    wanted, key = folded(text), name_key(text)
    if not wanted:
        return
    for one in _near(accounts, "name_key", key):
        if (score := _score(key, one.name_key)) >= GOOD_ENOUGH:
            yield _account(one, score)
    for column in ("name_key", "surname_key"):
        for who in _near(people, column, wanted):
            if (score := _score(wanted, getattr(who, column))) >= GOOD_ENOUGH:
                yield _person(who, score)


def _near(rows: QuerySet, column: str, key: str) -> Iterable:  # type: ignore[type-arg]
    """Rows that begin as the key does; when there are few, also those that begin with its first letters only."""
    exact = list(_some(rows, column, key))
    if len(exact) < CANDIDATES and len(key) > SHORTEST_BEGINNING:
        exact += _some(rows, column, key[:SHORTEST_BEGINNING] if len(key) < 6 else key[:4])
    return exact


def _some(rows: QuerySet, column: str, beginning: str) -> Iterable:  # type: ignore[type-arg]
    return rows.filter(starts(column, beginning)).exclude(**{column: EMPTY}).order_by(column)[:CANDIDATES]


def _score(wanted: str, key: str) -> float:
    """How well a key answers: 100 the same, 94 begins so, else how alike it or its beginning is."""
    from rapidfuzz import fuzz

    if key == wanted:
        return 100.0
    alike = max(fuzz.ratio(wanted, key), 94.0 if key.startswith(wanted) else 0.0)
    if alike < GOOD_ENOUGH and len(wanted) >= 4:
        return fuzz.ratio(wanted, key[: len(wanted)]) - 5
    return alike


def _account(one: Account, score: float) -> Found:
    about = ", ".join(filter(None, (one.city, country_name(one.country), one.domain)))
    return Found("account", one.pk, one.name, about, score)


def _person(one: Person, score: float) -> Found:
    at = one.account.name if one.account is not None else ""
    return Found("person", one.pk, one.name or one.email, ", ".join(filter(None, (one.title, at, one.email))), score)

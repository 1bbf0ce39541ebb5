"""Learning facts: every value with its origin is kept, the newest is the current one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from samebook.accounts.hooks import FactKind, Record, fact_kinds, facts_changed
from samebook.accounts.models import Account, Fact, Person
from samebook.accounts.rules import clean_text, country_code, encode_value, name_key, normalised_phone, person_keys
from samebook.accounts.rules.facts import Json, Value
from samebook.jobs.rows import insert, update
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

Values = Mapping[int, Mapping[str, Any]]
CHUNK = 500


@action
def know(
    actor: Actor,
    kind: str,
    values: Values,
    *,
    at: datetime,
    origin: str,
    known_at: datetime | None = None,
    fresh_until: datetime | None = None,
) -> list[int]:
    """Keep what is now known of some records.

    A value known earlier than the current one is kept in the history and changes nothing; of two known at the same
    moment the one told last counts. A value that is current already adds no row. None says: unknown again.

    Args:
        kind: ``account``, ``person`` or ``lead``.
        values: Record id → the Book's field name → typed value (text, integer, decimal, boolean, date, timestamp).
        known_at: Since when it is known; None for ``at``.

    Returns:
        The ids of the records whose current values changed.

    Raises:
        Refused: ``accounts.bad_value``, ``accounts.bad_text``, ``accounts.too_long``, ``accounts.unknown_country``,
            ``accounts.known_ahead``.
        Missing: A record is not there.
    """
    if known_at is not None and known_at > at:
        raise Refused("accounts.known_ahead", "A fact cannot be known from a moment in the future.", "known_at")
    fact_kind = fact_kinds[kind]
    ids = sorted(values)
    changed: list[int] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found = fact_kind.model._default_manager.in_bulk(part)
        if len(found) < len(part):
            raise Missing(kind)
        changed += learn(
            actor, kind, {pk: (found[pk], values[pk]) for pk in part},
            at=at, origin=origin, known_at=known_at, fresh_until=fresh_until,
        )  # fmt: skip
    for pk in changed:
        record(actor, f"accounts.{kind}.known", (kind, pk), detail={"fields": sorted(values[pk]), "origin": origin})
    tell(actor, kind, changed, at=at)
    return changed


def tell(actor: Actor, kind: str, ids: list[int], *, at: datetime) -> None:
    """Let the chapters above know whose current values changed."""
    if ids:
        for hook in facts_changed:
            hook(actor, kind, ids, at)


@dataclass(frozen=True, slots=True)
class Told:
    """Some values told of one record.

    Attributes:
        one: At hand; one that is new has no id yet.
        values: By the Book's names, as ``checked_value`` gives them.
        known_at: Since when they are known; not after the moment of telling.
    """

    one: Record
    values: Mapping[str, Json]
    origin: str
    known_at: datetime


@dataclass(slots=True)
class Learning:
    """What ``weigh`` made of values of one kind of record: their rows, and the fields that it changed in memory."""

    kind: str
    rows: list[tuple[Record, Fact]] = field(default_factory=list)
    changed: dict[int, Record] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


def learn(
    actor: Actor,
    kind: str,
    values: Mapping[int, tuple[Any, Mapping[str, Any]]],
    *,
    at: datetime,
    origin: str,
    known_at: datetime | None = None,
    fresh_until: datetime | None = None,
) -> list[int]:
    """``know`` for records that are at hand, id → (record, its values); updates them in memory and in the database.

    One insert and one update for all, no journal entry, nobody is told. The caller runs an action.
    """
    told = [
        Told(one, {name: checked_value(kind, name, value) for name, value in given.items()}, origin, known_at or at)
        for one, given in values.values()
    ]
    return keep(weigh(actor, kind, told, at=at, fresh_until=fresh_until))


def weigh(
    actor: Actor, kind: str, told: Sequence[Told], *, at: datetime, fresh_until: datetime | None = None
) -> Learning:
    """Put the values to the records in memory, each unless a newer one stands there; one query at most.

    A new record takes them along when it is inserted; afterwards ``keep`` writes the rest.
    """
    fact_kind = fact_kinds[kind]
    newest = _newest(kind, [each for each in told if each.one.pk is not None and each.known_at < at])
    learning = Learning(kind)
    for each in told:
        one, since = each.one, each.known_at
        for name, value in each.values.items():
            if value == current(fact_kind, one, name):
                continue
            row = Fact(record_kind=kind, record_id=one.pk, field=name, value=value, origin=each.origin,
                       actor=actor.label, known_at=since, fresh_until=fresh_until)  # fmt: skip
            learning.rows.append((one, row))
            latest = newest.get((id(one), name))
            if since >= at or _is_newer(fact_kind, one, name, since, latest):
                fields = put(fact_kind, one, name, value)
                if one.pk is not None:
                    learning.fields |= fields
                    learning.changed[one.pk] = one
            newest[id(one), name] = max(since, latest or since)
    return learning


def keep(learning: Learning) -> list[int]:
    """Write what was weighed; the ids of the records that were kept before and whose current values changed."""
    for one, row in learning.rows:
        row.record_id = one.pk
    insert([row for _, row in learning.rows])
    update(list(learning.changed.values()), learning.fields)
    return list(learning.changed)


def put(fact_kind: FactKind, one: Record, name: str, value: Json) -> set[str]:
    """Make an encoded value the current one, in memory; the columns that changed by it."""
    column = fact_kind.columns.get(name)
    if column is None:
        if value is None:
            one.facts.pop(name, None)
        else:
            one.facts[name] = value
        return {"facts"}
    if column == "name" and not value:
        return set()
    field = one._meta.get_field(column)
    blank: Any = None if field.null else field.get_default()
    setattr(one, column, blank if value is None else value)
    return {column} | (_renamed(one) if column == "name" else set())


def _renamed(one: Record) -> set[str]:
    if isinstance(one, Account):
        one.name_key = name_key(one.name)
        return {"name_key"}
    if isinstance(one, Person):
        one.name_key, one.surname_key = person_keys(one.name)
        return {"name_key", "surname_key"}
    return set()


def current(fact_kind: FactKind, one: Record, name: str) -> Json:
    """The current value as it stands in JSON; None when it is not known."""
    column = fact_kind.columns.get(name)
    value = one.facts.get(name) if column is None else getattr(one, column)
    return None if value == "" else value


def _is_newer(fact_kind: FactKind, one: Record, name: str, since: datetime, newest: datetime | None) -> bool:
    if current(fact_kind, one, name) is None and newest is None:
        return True
    return since >= (newest or fact_kind.born(one))


def _newest(kind: str, told: Sequence[Told]) -> dict[tuple[int, str], datetime]:
    """Since when the newest value is known that was told of a record (by its identity) and field."""
    if not told:
        return {}
    latest = (
        Fact.objects.filter(
            record_kind=kind,
            record_id__in={each.one.pk for each in told},
            field__in={name for each in told for name in each.values},
        )
        .values_list("record_id", "field")
        .annotate(latest=Max("known_at"))
        .order_by()
    )
    found = {(pk, name): moment for pk, name, moment in latest}
    return {
        (id(each.one), name): found[each.one.pk, name]
        for each in told
        for name in each.values
        if (each.one.pk, name) in found
    }


def checked_value(kind: str, name: str, value: Value) -> Json:
    """A value as it is kept: in JSON, or fit for its column.

    Raises:
        Refused: As ``know``.
    """
    if not name.startswith(f"{kind}.") or len(name) > 80:
        raise Refused("accounts.bad_value", f"{name[:80]} is no field of a {kind}.", name[:80])
    fact_kind = fact_kinds[kind]
    column = fact_kind.columns.get(name)
    if column is None or value is None:
        return encode_value(value, name)
    field: Any = fact_kind.model._meta.get_field(column)
    kept: Any
    match field.get_internal_type():
        case "BooleanField":
            fits, kept = isinstance(value, bool), value
        case "PositiveIntegerField":
            fits, kept = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31, value
        case _:
            fits, kept = isinstance(value, str), _column_text(column, value, name, field.max_length or 250)
    if not fits:
        raise Refused("accounts.bad_value", f"{name} cannot hold this value.", name)
    return None if kept == "" else kept


def _column_text(column: str, value: Value, name: str, limit: int) -> str:
    if not isinstance(value, str):
        return ""
    if column == "country":
        return country_code(value, name)
    return normalised_phone(value) if column == "phone" else clean_text(value, name, limit)

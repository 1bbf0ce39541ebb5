"""The answer to whoever writes a condition: counts and examples over the leads of the last twelve months."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from samebook.agreement.hooks import Matching, NotCounted
from samebook.book.built_in import STATUS_FIELD
from samebook.book.english import field_name
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.scopes import COMPANY, Scope
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.leads.counting.keeping import has_failed, table_for
from samebook.leads.counting.statement import counting
from samebook.leads.counting.warm import Broken, session
from samebook.leads.counting.within import EVERYWHERE, Within, within
from samebook.leads.effect.table import Records, declared
from samebook.leads.queries import leads_for
from samebook.segments.rules import Pair, holder_of, kept_in_files, pairs_of

SHOWN: Final = 4
SPARE: Final = 8
"""So many ids are read, for some may be out of the reader's sight by now."""


def matching(
    actor: Actor, expression: Expression, fields: Mapping[str, DeclaredField], *, scope: Scope = COMPANY
) -> Matching | NotCounted | None:
    """How many leads of the last twelve months that the actor may see a condition is true of, by what is known now.

    Args:
        scope: Whose leads are counted, as ``within`` finds them.

    Asks for the table of leads where there is none, and never makes it.
    """
    if not actor.has(*SEES_RECORDS):
        return None
    at = datetime.now(UTC)
    table = table_for(at=at)
    if table is None:
        return _no_table(at)
    why = uncountable(expression, fields, table.pairs)
    if why:
        return NotCounted(why)
    try:
        since = a_year_before(timezone.localdate(at))
        return counted(actor, expression, table, since=since, inside=within(scope, table))
    except Broken as broken:
        return NotCounted(broken.message, again=broken.code == "counting.too_many")


def counted(
    actor: Actor,
    expression: Expression,
    table: Records,
    *,
    since: date | None,
    inside: Within = EVERYWHERE,
    longest: float | None = None,
) -> Matching:
    """The count itself, over a table that is at hand; a field that it lacks was never recorded and is unknown.

    Raises:
        Broken: As ``warm.session``.
    """
    pairs = pairs_of(expression)
    statement = counting(table, expression, actor, since=since, within=inside.where, examples=SPARE).sql("duckdb")
    with session(longest) as connection:
        [(leads, met, unknown, accounts, newest)] = connection.execute(statement).fetchall()
    only_accounts = bool(pairs) and all(holder_of(name) == "account" for name, _ in pairs)
    return Matching(
        count=met,
        unknown=unknown,
        of=leads,
        as_of=table.as_of,
        since=since,
        whole=actor.sees_all,
        accounts=accounts if only_accounts else None,
        examples=_named(actor, newest or []),
        within=inside.words,
        note=inside.note,
    )


def a_year_before(today: date) -> date:
    """The first day of the twelve months that end today."""
    return date(today.year - 1, today.month, min(today.day, 28) if today.month == 2 else today.day)


def _named(actor: Actor, ids: list[int]) -> tuple[tuple[str, str], ...]:
    """The leads by name, read from the records as the actor may see them now."""
    by_id = leads_for(actor).select_related("person", "account").in_bulk(ids)
    found = [by_id[pk] for pk in ids if pk in by_id][:SHOWN]
    return tuple((str(lead), reverse("leads:lead", args=[lead.pk])) for lead in found)


def _no_table(at: datetime) -> NotCounted:
    if has_failed(at=at):
        return NotCounted("Counting could not be prepared; an administrator sees why under Settings, Jobs.")
    return NotCounted("Counting is being prepared.", again=True)


def uncountable(expression: Expression, fields: Mapping[str, DeclaredField], held: frozenset[Pair]) -> str:
    """Why a condition is not counted; empty when it is.

    Names, addresses and free text stand in no file, and the records are too many to be read while somebody waits.
    """
    pairs = pairs_of(expression)
    if STATUS_FIELD.name in {name for name, _ in pairs}:
        return "What speaks of a lead's status is not counted: the status follows from the Book."
    unkept = pairs - held
    beyond = unkept - kept_in_files([*declared(), *fields.values()]) if unkept else frozenset()
    if not beyond:
        return ""
    names = sorted({field_name(name) for name, _ in beyond})
    return (
        f"Not counted while you write: {', '.join(names)} {'is' if len(names) == 1 else 'are'} read from the records"
        " only. A comparison of the draft counts it."
    )

"""The answer to whoever writes a condition about accounts: counts over every account, on the ground of segments."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.urls import reverse

from samebook.accounts.queries import accounts_for
from samebook.agreement.hooks import Matching, NotCounted
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.jobs.models import Job
from samebook.jobs.queries import OPEN
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.leads.counting.answering import SHOWN, SPARE, uncountable
from samebook.leads.counting.statement import counting_accounts
from samebook.leads.counting.warm import Broken, session
from samebook.segments.grounds import Kind, kept_ground
from samebook.segments.jobs import KIND, ask_count
from samebook.segments.rules import holder_of, pairs_of

NOT_OF_ACCOUNTS: Final = "Accounts are counted here; speak of accounts only."


def matching(actor: Actor, expression: Expression, fields: Mapping[str, DeclaredField]) -> Matching | NotCounted | None:
    """How many accounts that the actor may see a condition is true of, by what is known now.

    Asks for the ground where there is none, and never makes it.
    """
    if not actor.has(*SEES_RECORDS):
        return None
    on = kept_ground(Kind.ACCOUNT)
    if on is None:
        if not Job.objects.filter(kind=KIND, state__in=OPEN).exists():
            ask_count(Actor.system("counting"), at=datetime.now(UTC))
        return NotCounted("Counting is being prepared.", again=True)
    if any(holder_of(name) != "account" for name, _ in pairs_of(expression)):
        return NotCounted(NOT_OF_ACCOUNTS)
    why = uncountable(expression, fields, on.pairs)
    if why:
        return NotCounted(why)
    statement = counting_accounts(on, expression, actor, examples=SPARE).sql("duckdb")
    try:
        with session() as connection:
            [(accounts, met, unknown, newest)] = connection.execute(statement).fetchall()
    except Broken as broken:
        return NotCounted(broken.message, again=broken.code == "counting.too_many")
    return Matching(
        count=met,
        unknown=unknown,
        of=accounts,
        as_of=on.as_of,
        whole=actor.sees_all,
        examples=_named(actor, newest or []),
        of_accounts=True,
    )


def _named(actor: Actor, ids: list[int]) -> tuple[tuple[str, str], ...]:
    """The accounts by name, read from the records as the actor may see them now."""
    by_id = accounts_for(actor).in_bulk(ids)
    found = [by_id[pk] for pk in ids if pk in by_id][:SHOWN]
    return tuple((account.name, reverse("accounts:account", args=[account.pk])) for account in found)

"""Accounts and people as files in the columns that an import knows, so that a file of ours comes in again unchanged.

A record that has no external id is named by its own: ``samebook:17``. Days are days, numbers are numbers, moments are
text with their offset; a person's addresses are left out where the person may not be contacted.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from samebook.accounts.imports import ACCOUNTS, PEOPLE
from samebook.accounts.models import Account, Person
from samebook.accounts.rules import own_reference
from samebook.exchange.targets import ImportTarget, TargetField
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.sheets import Cell

ONLY_IN = frozenset({"known_at", "first_name", "last_name", "company", "website"})
"""Said by files that come from elsewhere: their parts stand in other columns, or are known by the reference."""
AT_ONCE = 2_000
EXACT_DIGITS = 15
"""What a spreadsheet keeps of a number; a longer one goes out as text."""


def account_titles() -> list[str]:
    return [one.label for one in _fields(ACCOUNTS)] + ["Website"]


def account_rows(accounts: QuerySet[Account]) -> Iterator[list[Cell]]:
    """One row per account, in the order given."""
    fields = _fields(ACCOUNTS)
    for one in accounts.select_related("parent").iterator(AT_ONCE):
        own = {
            "external_id": own_reference(one),
            "parent_external_id": own_reference(one.parent) if one.parent else None,
        }
        yield [*(_cell(one, field, own) for field in fields), one.domain or None]


def person_titles() -> list[str]:
    return [one.label for one in _fields(PEOPLE)]


def person_rows(people: QuerySet[Person]) -> Iterator[list[Cell]]:
    """One row per person, in the order given."""
    fields = _fields(PEOPLE)
    for one in people.select_related("account").iterator(AT_ONCE):
        own = {
            "external_id": own_reference(one),
            "account_external_id": own_reference(one.account) if one.account else None,
        }
        barred = {"email": None, "phone": None} if one.do_not_contact else {}
        yield [_cell(one, field, {**own, **barred}) for field in fields]


@action
def note_export(actor: Actor, kind: str, *, rows: int, at: datetime) -> None:
    """Who took records out as a file, and how many.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*SEES_RECORDS, to="take records out as a file")
    record(actor, f"accounts.{kind}.exported", (kind, None), happened_at=at, detail={"rows": rows})


def _fields(target: ImportTarget) -> list[TargetField]:
    return [one for one in target.all_fields().values() if one.name not in ONLY_IN]


def _cell(one: Account | Person, field: TargetField, own: dict[str, str | None]) -> Cell:
    if field.name in own:
        return own[field.name]
    value = one.facts.get(field.name) if "." in field.name else getattr(one, field.name)
    return None if value in ("", None) else _typed(value, field)


def _typed(value: Any, field: TargetField) -> Cell:
    if field.type == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if field.type in ("integer", "decimal") and isinstance(value, str):
        number = Decimal(value)
        return number if len(number.as_tuple().digits) <= EXACT_DIGITS else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else str(value)

"""A lead as the Book sees it: one flat record of what is known. Pure, but for the rows it is handed."""

from collections.abc import Mapping
from typing import Any

from samebook.accounts.hooks import fact_kinds
from samebook.accounts.models import Account, Person
from samebook.book.values import Type, kept_value
from samebook.leads.models import Lead


def record_of(
    lead: Lead, account: Account | None, person: Person | None, *, fields: Mapping[str, Type], message: str
) -> dict[str, Any]:
    """What is known of a lead, by the Book's field names; what is not known is absent or None.

    Args:
        lead: May be unsaved.
        fields: The declared fields of the edition that judges, with their types.
        message: Of the response that made the lead.

    A kept value that is not of the field's type (another edition declared it otherwise) is unknown.
    """
    known: dict[str, Any] = {
        "lead.source": lead.source,
        "lead.country": lead.country,
        "lead.message": message,
        "lead.received_at": lead.received_at,
        "lead.received_on": lead.received_at.date(),
        "lead.communication": lead.communication.name if lead.communication else None,
    }
    if account is not None:
        known |= _columns("account", account) | {"account.domain": account.domain} | account.facts
    if person is not None:
        known |= _columns("person", person) | {"person.email": person.email} | person.facts
    known |= lead.facts
    return {name: kept_value(fields[name], known[name]) for name in known.keys() & fields.keys()}


def _columns(kind: str, holder: Account | Person) -> dict[str, Any]:
    return {name: getattr(holder, column) for name, column in fact_kinds[kind].columns.items()}

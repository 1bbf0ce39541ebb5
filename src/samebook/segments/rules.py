"""What a condition is about, and which values may stand in a file. Pure."""

from collections.abc import Iterable
from typing import Final

from samebook.book.expressions import Expression, fields_of
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.segments.terms import Kind

CODES: Final = frozenset({
    "account.country", "account.industry", "account.employees", "account.is_customer", "person.country", "person.title",
    "lead.source", "lead.country", "lead.communication", "lead.received_at", "lead.received_on",
})  # fmt: skip
"""Fields of the product's own that hold codes, numbers, instants and job titles; the others name people and places."""

PERSONAL: Final = frozenset({
    "account.name", "account.domain", "account.city", "account.postcode", "account.phone",
    "person.name", "person.email", "person.phone", "lead.message",
})  # fmt: skip

Pair = tuple[str, Type]
"""A field as one Book declares it; two Books may give one name two types."""

PARENTS: Final = {
    Kind.ACCOUNT: ("account",),
    Kind.PERSON: ("account", "person"),
    Kind.LEAD: ("account", "person", "lead"),
}
"""Whose fields a row of each kind has, its own last."""


def kept_in_files(declared: Iterable[DeclaredField]) -> frozenset[Pair]:
    """Which fields may stand in a table on disk: no name, address, telephone number or free text.

    Args:
        declared: The fields of every edition and draft; one that is free text in any of them is free text.
    """
    pairs, free = set(), set(PERSONAL)
    for field in declared:
        pairs.add((field.name, field.type))
        if field.type is Type.TEXT and not field.choices and field.name not in CODES:
            free.add(field.name)
    return frozenset(pair for pair in pairs if pair[0] not in free)


def holder_of(name: str) -> str:
    """The record that a field belongs to: ``account`` of ``account.employees``."""
    return name.partition(".")[0]


def kind_of(expression: Expression) -> Kind:
    """What a condition is about: leads if it reads any field of a lead, else people, else accounts."""
    holders = {holder_of(name) for name, _ in pairs_of(expression)}
    return next((kind for kind in (Kind.LEAD, Kind.PERSON) if kind in holders), Kind.ACCOUNT)


def pairs_of(*expressions: Expression) -> frozenset[Pair]:
    """The fields that conditions read, segments included."""
    return frozenset((field.name, field.type) for each in expressions for field in fields_of(each))


def held_by(kind: Kind, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Those of the fields that a row of a kind has."""
    return frozenset(pair for pair in pairs if holder_of(pair[0]) in PARENTS[kind])

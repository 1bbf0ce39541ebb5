"""What a condition is about, which values may stand in a file, what is kept and for how long. Pure."""

import re
from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from samebook.book.expressions import Expression, InSegment, children, fields_of
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.kernel.refusals import Refused
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


def named_in(expression: Expression) -> tuple[str, ...]:
    """The segments that a condition names itself, each once; what those name is theirs."""
    found: dict[str, None] = {}
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, InSegment):
            found[part.segment] = None
        else:
            waiting.extend(reversed(list(children(part))))
    return tuple(found)


def held_by(kind: Kind, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Those of the fields that a row of a kind has."""
    return frozenset(pair for pair in pairs if holder_of(pair[0]) in PARENTS[kind])


NAME: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LONGEST_NAME: Final = 40

SINCE: Final = {"last": timedelta(0), "week": timedelta(days=7), "month": timedelta(days=30)}
"""Against which earlier members those that are now are held: the count before, one a week old, one a month old."""

EVERY_DAY: Final = timedelta(days=8)
EVERY_WEEK: Final = timedelta(days=38)
COUNTED_ALL: Final = timedelta(days=2)
"""Of what is older than this, one count a day stands in the trend."""


QUOTED = re.compile(r"('(?:[^']|'')*')|\s+")


def one_line(text: str) -> str:
    """A condition on one line; what stands in quotes is as it was written."""
    return QUOTED.sub(lambda found: found[1] or " ", text.strip())


def check_name(name: str, *, signed: Container[str], own: Container[str]) -> str:
    """A name for a private segment.

    Raises:
        Refused: ``segments.name``, ``segments.name_signed``, ``segments.name_taken``.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        message = f"A name has up to {LONGEST_NAME} small letters, digits and _, and begins with a letter."
        raise Refused("segments.name", message, "name")
    if name in signed:
        message = f"The Book has a segment “{name}”, which both sides signed; choose another name for yours."
        raise Refused("segments.name_signed", message, "name")
    if name in own:
        raise Refused("segments.name_taken", f"You have a segment “{name}” already; choose another name.", "name")
    return name


def generations_to_keep(taken: Sequence[datetime], now: datetime) -> set[datetime]:
    """Which lists of members are kept: the newest two, one a day for a week, one a week for a month.

    Of each day and week the oldest is kept, so that what is a week old today was kept since it was new.
    """
    newest = sorted(taken, reverse=True)
    kept = set(newest[:2])
    for oldest, length in ((EVERY_DAY, 1), (EVERY_WEEK, 7)):
        spans: dict[int, datetime] = {}
        for moment in newest:
            if now - moment <= oldest:
                spans[moment.date().toordinal() // length] = moment
        kept |= set(spans.values())
    return kept


def to_compare_with(taken: Sequence[datetime], now: datetime) -> dict[str, datetime]:
    """For each of ``SINCE`` the newest earlier list of members that is at least as old; none where history is short."""
    earlier = sorted((moment for moment in taken if moment < now), reverse=True)
    found = {name: next((each for each in earlier if now - each >= age), None) for name, age in SINCE.items()}
    return {name: moment for name, moment in found.items() if moment is not None}


def counts_to_forget(taken: Sequence[datetime], now: datetime) -> set[datetime]:
    """Counts older than two days of which the same day has a later one."""
    last = {moment.date(): moment for moment in sorted(taken)}
    return {moment for moment in taken if now - moment > COUNTED_ALL and last[moment.date()] != moment}

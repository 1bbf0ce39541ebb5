"""What may be compared, which values may stand in a file, and what the outcomes are called. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from samebook.book.compiling import CompiledBook
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused

MAY_COMPARE: Final = SEES_RECORDS
"""Who may ask what an edition would have meant: whoever works with leads, each for the leads they may see."""

USUAL_DAYS: Final = 90
LONGEST_DAYS: Final = 3660

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


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts that are compared.

    Attributes:
        label: How it is named: ``Edition 3``, a draft's title, a file.
        hash: Of its text.
        edition_id: None for a file.
    """

    label: str
    hash: str
    book: CompiledBook
    edition_id: int | None = None


def check_sides(before: Side, after: Side) -> None:
    """Two texts that are one text differ in nothing.

    Raises:
        Refused: ``effect.same_text``.
    """
    if before.hash == after.hash:
        raise Refused(
            "effect.same_text",
            f"{before.label} and {after.label} are the same text, so nothing would change; choose another to compare.",
            "before",
        )


def usual_period(today: date) -> Period:
    """The last 90 days, today included."""
    return Period(today - timedelta(days=USUAL_DAYS - 1), today + timedelta(days=1))


def check_period(period: Period, today: date) -> None:
    """Only what was recorded can be compared.

    Raises:
        Refused: ``effect.ahead``, ``effect.too_long``.
    """
    if period.start > today:
        raise Refused("effect.ahead", f"The period begins on {period.start}, which has not come yet.", "start")
    if period.days > LONGEST_DAYS:
        raise Refused("effect.too_long", f"The period has {period.days:,} days; {LONGEST_DAYS:,} are the most.", "end")


def reads(book: CompiledBook) -> frozenset[Pair]:
    """The fields that decide verdict, level and territory."""
    conditions = [*book.criteria.values(), *(route for route in book.routes if route is not None)]
    return frozenset((name, book.fields[name].type) for condition in conditions for name in condition.reads)


def kept_in_files(declared: Iterable[DeclaredField]) -> frozenset[Pair]:
    """Which fields may stand in the table of records on disk: no name, address, telephone number or free text.

    Args:
        declared: The fields of every edition and draft; one that is free text in any of them is free text.
    """
    pairs, free = set(), set(PERSONAL)
    for field in declared:
        pairs.add((field.name, field.type))
        if field.type is Type.TEXT and not field.choices and field.name not in CODES:
            free.add(field.name)
    return frozenset(pair for pair in pairs if pair[0] not in free)


def outcome(verdict: str, level: str | None) -> str:
    """A verdict with its level as one word: ``deliver A``, ``ask``."""
    return f"{verdict} {level}" if level else verdict

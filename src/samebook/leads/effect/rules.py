"""What may be compared, and what the outcomes are called. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from samebook.book.compiling import CompiledBook
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.segments.rules import Pair

MAY_COMPARE: Final = SEES_RECORDS
"""Who may ask what an edition would have meant: whoever works with leads, each for the leads they may see."""

USUAL_DAYS: Final = 90
LONGEST_DAYS: Final = 3660


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


def outcome(verdict: str, level: str | None) -> str:
    """A verdict with its level as one word: ``deliver A``, ``ask``."""
    return f"{verdict} {level}" if level else verdict

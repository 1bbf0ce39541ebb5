"""Spans of time as the Book writes them: ``1 business hour``, ``5 business days``, ``90 days``."""

import re
from dataclasses import dataclass
from enum import StrEnum

from samebook.book.spelling import did_you_mean
from samebook.book.values import printable
from samebook.kernel.refusals import Refused


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_BUSINESS_UNITS = (Unit.MINUTE, Unit.HOUR, Unit.DAY)
_MAX_AMOUNT = 9_999
_WRITTEN = re.compile(r"([0-9]+)\s+(business\s+)?([A-Za-z]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time.

    Attributes:
        amount: 0 to 9,999.
        unit: Never a week or a month when ``business``.
        business: Counted in the business hours or business days of the team whose clock runs.
    """

    amount: int
    unit: Unit
    business: bool = False

    def __str__(self) -> str:
        plural = "" if self.amount == 1 else "s"
        return f"{self.amount} {'business ' if self.business else ''}{self.unit}{plural}"

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Reads ``5 business days``.

        Raises:
            Refused: ``book.duration``.
        """
        match = _WRITTEN.fullmatch(" ".join(text.split()))
        if not match:
            raise Refused(
                "book.duration", f"{printable(text[:60])} is no span of time. Write it as in 5 business days."
            )
        word = match[3].lower().removesuffix("s")
        if word not in list(Unit):
            hint = did_you_mean(word, list(Unit), "Units are minutes, hours, days, weeks and months.")
            raise Refused("book.duration", f"{printable(match[3])} is no unit of time. {hint}")
        if len(match[1]) > len(str(_MAX_AMOUNT)):
            raise Refused("book.duration", f"{printable(text[:60])} is too long; the most is {_MAX_AMOUNT:,}.")
        duration = cls(int(match[1]), Unit(word), bool(match[2]))
        if duration.business and duration.unit not in _BUSINESS_UNITS:
            raise Refused("book.duration", "Business time is counted in minutes, hours or days.")
        return duration

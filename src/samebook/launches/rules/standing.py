"""How a cell stands, and how ready that makes a launch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from samebook.launches.terms import Standing


def signature_stands(signed_at: datetime, *, was_covered: bool, lost_at: datetime | None) -> bool:
    """Whether a signature for a gap still stands: a cell that was covered since makes another gap.

    Args:
        was_covered: As last counted.
        lost_at: When the cell was last found to have lost its cover; None for never.
    """
    return not was_covered and (lost_at is None or signed_at >= lost_at)


def standing_of(*, required: bool, covered: bool, signed: bool) -> Standing:
    if not required:
        return Standing.NOT_REQUIRED
    if covered:
        return Standing.COVERED
    return Standing.SIGNED if signed else Standing.GAP


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a launch is: required cells, and of those covered, signed for, and open."""

    required: int = 0
    covered: int = 0
    signed: int = 0

    @property
    def gaps(self) -> int:
        return self.required - self.covered - self.signed

    @property
    def share(self) -> float | None:
        """Covered of required; None where nothing is required."""
        return self.covered / self.required if self.required else None


def readiness_of(standings: Iterable[Standing]) -> Readiness:
    counts: dict[Standing, int] = defaultdict(int)
    for each in standings:
        counts[each] += 1
    covered, signed = counts[Standing.COVERED], counts[Standing.SIGNED]
    return Readiness(covered + signed + counts[Standing.GAP], covered, signed)

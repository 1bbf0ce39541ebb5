"""What a history of stages says, however badly it was kept: each entry's visit, and the rule that applied. Pure.

Entries are read in the order of their instants, whatever their offset; those of one instant in the order they were
recorded. So a sale is in one stage at a time, no time is counted twice, and none is negative.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from samebook.buying.terms import Flaw
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused

LONGEST_STAGE = 40


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry: ``key`` in the order of recording, ``is_assumed`` where nobody said it."""

    key: int
    stage: str
    at: datetime
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A time in which the sale was closed; ``until`` None while it is."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one entry amounts to.

    Attributes:
        entered_at: Where its time begins: the entry's instant, or the opening for an earlier one.
        left_at: Where it ends; None while the sale is in the stage.
        number: 1 for the first visit to this stage; None for an entry that is no visit.
        flaw: The rule that applied; empty for a sound entry.
    """

    key: int
    stage: str
    entered_at: datetime
    left_at: datetime | None
    number: int | None
    flaw: str = ""

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while it lasts, and for what is no visit."""
        return None if self.left_at is None or self.number is None else (self.left_at - self.entered_at).total_seconds()


def visits_of(
    entries: Sequence[Entered], *, opened_at: datetime, closed: Sequence[Closed] = (), known: Collection[str] = ()
) -> list[Visit]:
    """Every entry with its visit, in the order of their instants.

    The rules, in this order: an assumed entry counts only while it is the only one; one dated before the opening counts
    from the opening; one dated in a time when the sale was closed does not count; one of the stage that the sale is in
    already begins nothing new; one left in the same instant is a visit of no time; a stage that the pipeline does not
    know counts as it is written, and is said to be unknown.

    Args:
        known: The stages of its pipeline; empty to know of none.
    """
    recorded = [each for each in entries if not each.is_assumed]
    left_out = [each for each in entries if each.is_assumed] if recorded else []
    found = [Visit(each.key, each.stage, each.at, each.at, None, Flaw.ASSUMED.value) for each in left_out]
    counted: list[Visit] = []
    place = {each.key: (max(each.at, opened_at), each.at, each.key) for each in entries}
    for each in sorted(recorded or entries, key=lambda one: place[one.key]):
        at = max(each.at, opened_at)
        flaw = Flaw.BEFORE_OPENING.value if each.at < opened_at else ""
        if any(one.at < at and (one.until is None or at < one.until) for one in closed):
            found.append(Visit(each.key, each.stage, each.at, each.at, None, Flaw.AFTER_CLOSING.value))
        elif counted and counted[-1].stage == each.stage and not _ended_between(counted[-1].entered_at, at, closed):
            found.append(Visit(each.key, each.stage, each.at, each.at, None, Flaw.REPEATED.value))
        else:
            unknown = Flaw.UNKNOWN_STAGE.value if known and each.stage not in known else ""
            counted.append(Visit(each.key, each.stage, at, None, None, flaw or unknown))
    found += _numbered(counted, closed)
    return sorted(found, key=lambda one: place[one.key])


def _ended_between(start: datetime, end: datetime, closed: Sequence[Closed]) -> bool:
    """Whether the sale was closed and opened again between two entries, so that the second is a new visit."""
    return any(start <= one.at and one.until is not None and one.until <= end for one in closed)


def _numbered(visits: Sequence[Visit], closed: Sequence[Closed]) -> list[Visit]:
    seen: Counter[str] = Counter()
    done = []
    for at, visit in enumerate(visits):
        seen[visit.stage] += 1
        ends = [one.at for one in closed if one.at >= visit.entered_at]
        if at + 1 < len(visits):
            ends.append(visits[at + 1].entered_at)
        left_at = min(ends, default=None)
        flaw = visit.flaw or (Flaw.SAME_INSTANT.value if left_at == visit.entered_at and at + 1 < len(visits) else "")
        done.append(Visit(visit.key, visit.stage, visit.entered_at, left_at, seen[visit.stage], flaw))
    return done


def check_instant(at: datetime, *, now: datetime) -> None:
    """An entry of a history has an offset, lies in a year that can be meant and not ahead.

    Raises:
        Refused: ``buying.no_offset``, ``day.outside``, ``buying.happened_ahead``.
    """
    if at.tzinfo is None:
        raise Refused("buying.no_offset", "Give the time with its offset, or say the zone of the file.", "happened_at")
    check_year(at, "happened_at")
    if at > now:
        raise Refused("buying.happened_ahead", "That lies in the future; a history tells what happened.", "happened_at")


def check_stage_name(stage: str) -> str:
    """A stage as a file says it; unknown ones are kept as they are written.

    Raises:
        Refused: ``buying.stage_missing``, ``buying.stage_too_long``.
    """
    stage = " ".join(stage.split())
    if not stage:
        raise Refused("buying.stage_missing", "Give the stage that was entered.", "stage")
    if len(stage) > LONGEST_STAGE:
        message = f"A stage has {LONGEST_STAGE} characters at most; map it to one of the pipeline."
        raise Refused("buying.stage_too_long", message, "stage")
    return stage

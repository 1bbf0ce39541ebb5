"""When a rule of the Book says that a sale may have stalled. Pure: what is seen of a sale in, occasions out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samebook.book.pipelines import PipelineStage
from samebook.book.stalls import StallRule
from samebook.stalls.terms import Kind

BusinessDays = Callable[[datetime, int], datetime]
"""The instant at which so many business days after another are over."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the clock sees of one open sale.

    Attributes:
        stage: The stage it is in, as its pipeline knows it; None for a stage that it does not know.
        entered_at: When it entered that stage; None where nobody recorded it.
        moves: When its close date was moved to a later one, and by how many days; in order.
        meetings: When a meeting about it was put off; in order.
        unanswered: When somebody last tried to reach the customer with no answer since; None where there is none.
        floor: When its last stall ended; what lies before is told by that stall.
        judged: By rule, the newest occasion that somebody has confirmed or waved off.
    """

    opportunity_id: int
    stage: PipelineStage | None = None
    entered_at: datetime | None = None
    moves: Sequence[tuple[datetime, int]] = ()
    meetings: Sequence[datetime] = ()
    unanswered: datetime | None = None
    floor: datetime | None = None
    judged: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A rule holds. ``at`` is the instant that made it hold, ``since`` when the stall would have begun.

    ``count`` is how often something was put off, or how many days the rule waits.
    """

    opportunity_id: int
    rule: str
    kind: str
    cause: str
    at: datetime
    since: datetime
    count: int


def occasions(rules: Iterable[StallRule], sale: Seen, *, now: datetime, business: BusinessDays) -> list[Occasion]:
    """Each rule that holds for a sale without an open stall, with its occasion.

    The rules: moves and put-off meetings that a person has judged, or that lie before the end of the last stall, do not
    count again; the time in a stage begins with its entry or with the end of the last stall; no reply counts from the
    last try.
    """
    found = (_occasion(rule, sale, now, business) for rule in rules)
    return [each for each in found if each is not None]


def _occasion(rule: StallRule, sale: Seen, now: datetime, business: BusinessDays) -> Occasion | None:
    match rule.kind:
        case Kind.CLOSE_DATE_MOVED:
            return _of_moves(rule, sale, _fresh(sale.moves, rule, sale))
        case Kind.MEETING_MOVED:
            return _of_moves(rule, sale, _fresh([(at, 0) for at in sale.meetings], rule, sale))
        case Kind.AGE_IN_STAGE:
            return _of_age(rule, sale, now)
        case Kind.NO_REPLY:
            return _of_silence(rule, sale, now, business)
    return None


def _fresh(moves: Iterable[tuple[datetime, int]], rule: StallRule, sale: Seen) -> list[tuple[datetime, int]]:
    known = [each for each in (sale.floor, sale.judged.get(rule.name)) if each is not None]
    return [move for move in moves if not known or move[0] > max(known)]


def _of_moves(rule: StallRule, sale: Seen, moves: Sequence[tuple[datetime, int]]) -> Occasion | None:
    """The move with which there are enough of them, or enough days in all."""
    days = 0
    for number, (at, by) in enumerate(moves, start=1):
        days += by
        if (rule.times is not None and number >= rule.times) or (rule.days is not None and days >= rule.days):
            return _made(rule, sale, at=at, since=moves[0][0], count=number)
    return None


def _of_age(rule: StallRule, sale: Seen, now: datetime) -> Occasion | None:
    days = rule.days_in(sale.stage) if sale.stage else (rule.days if rule.stage is None else None)
    if days is None or sale.entered_at is None:
        return None
    begins = max(sale.entered_at, sale.floor) if sale.floor else sale.entered_at
    due = begins + timedelta(days=days)
    return _made(rule, sale, at=begins, since=due, count=days) if due <= now else None


def _of_silence(rule: StallRule, sale: Seen, now: datetime, business: BusinessDays) -> Occasion | None:
    tried = sale.unanswered
    if tried is None or rule.days is None or (sale.floor is not None and tried <= sale.floor):
        return None
    return _made(rule, sale, at=tried, since=tried, count=rule.days) if business(tried, rule.days) <= now else None


def _made(rule: StallRule, sale: Seen, *, at: datetime, since: datetime, count: int) -> Occasion:
    return Occasion(sale.opportunity_id, rule.name, rule.kind, rule.cause or "", at, since, count)

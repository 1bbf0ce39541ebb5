"""Counting everything that a board report says of one period, from one snapshot."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from samebook.agreement.models import Edition
from samebook.board.figures.measured import figure
from samebook.board.figures.promised import promises_of
from samebook.board.figures.promoters import promoters_in
from samebook.board.terms import ACTIVITY
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.promises.queries import in_turn
from samebook.numbers.compared import Comparison, comparison_of
from samebook.numbers.snapshot.store import Snapshot, require_current

FORMAT = 1
BY_SALES = ("win_rate", "ordered", "pipeline", "won_of_delivered")
STANDING = frozenset({"pipeline", "won_of_delivered"})
"""Told as things stand: they go on changing after the period is over, and no restatement is made of them."""
Told = Callable[[int, int], object]


def count(period: Period, *, at: datetime, told: Told = lambda done, of: None) -> dict[str, Any]:
    """The figures of a period for the whole company, as of the current snapshot.

    Args:
        at: Now; promises of editions that will be in force are left out by it.
        told: Called with how many parts are done, of how many.

    Returns:
        ``period``, ``snapshot``, ``editions`` in force in the period, ``activity``, ``promises``, ``promoters`` (null
        where no survey was held) and ``sales``. Every number in it is text, so that its hash has one meaning.

    Raises:
        Refused: ``numbers.no_snapshot``, ``board.ahead``.
    """
    actor, snapshot = Actor.system("board"), require_current()
    comparison = _comparison(period, snapshot)
    asked = partial(figure, actor=actor, comparison=comparison, as_of=snapshot.as_of)
    steps = len(ACTIVITY) + len(BY_SALES) + 2
    found: list[Any] = []

    def done(part: Any) -> None:
        found.append(part)
        told(len(found), steps)

    for name in ACTIVITY:
        done(asked(name))
    done(promises_of(actor, period, at=at))
    done(promoters_in(actor, comparison, as_of=snapshot.as_of))
    for name in BY_SALES:
        done(asked(name, standing=name in STANDING))
    activity, (promises, promoters), sales = found[: len(ACTIVITY)], found[len(ACTIVITY) :][:2], found[-len(BY_SALES) :]
    return {
        "format": FORMAT,
        "period": _days(comparison),
        "snapshot": _named(snapshot),
        "editions": _editions(actor, period, snapshot),
        "activity": activity,
        "promises": promises,
        "promoters": promoters,
        "sales": sales,
    }


def _comparison(period: Period, snapshot: Snapshot) -> Comparison:
    zone = ZoneInfo(snapshot.manifest["zone"])
    today = snapshot.as_of.astimezone(zone).date()
    if period.start > today:
        raise Refused("board.ahead", "The numbers do not reach into this period yet.", "period")
    return comparison_of("previous", period, today=today)


def _days(comparison: Comparison) -> dict[str, str]:
    asked, now, before = comparison.asked, comparison.now, comparison.before
    return {
        "start": asked.start.isoformat(),
        "end": asked.end.isoformat(),
        "counted_to": now.end.isoformat(),
        "before_start": before.start.isoformat(),
        "before_end": before.end.isoformat(),
    }


def _named(snapshot: Snapshot) -> dict[str, Any]:
    through = snapshot.sealed_through
    return {
        "stamp": snapshot.stamp,
        "as_of": snapshot.as_of.isoformat(),
        "sealed_through": None if through is None else str(through),
        "zone": snapshot.manifest["zone"],
        "currency": snapshot.manifest["currency"],
        "simulated": snapshot.simulated,
    }


def _editions(actor: Actor, period: Period, snapshot: Snapshot) -> list[dict[str, str]]:
    """The editions in force on some day of the period, with the hash that was signed."""
    zone = ZoneInfo(snapshot.manifest["zone"])

    def within(edition: Edition, until: datetime | None) -> bool:
        since = edition.in_force_from
        if since is None or since > snapshot.as_of or since.astimezone(zone).date() >= period.end:
            return False
        return until is None or until.astimezone(zone).date() >= period.start

    turns = [edition for edition, until in in_turn(actor) if within(edition, until)]
    return [{"edition": each.short, "title": each.title, "hash": each.content_hash} for each in turns]

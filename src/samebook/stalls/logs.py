"""Stalls that a log of events tells: waiting, handing over, going back and forth, re-opening. Pure.

Events are read in the order of their instants, those of one instant in the order they were recorded. What one cause
tells twice at a time counts once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from samebook.stalls.rules import Span


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a log; ``by`` is empty where nobody is named."""

    at: datetime
    activity: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a log's signs point to: names of causes; an empty one leaves that sign out.

    Attributes:
        waiting: The activities in which a case waits.
        closing: The activities that close a case.
    """

    waiting: Collection[str] = ()
    closing: Collection[str] = ()
    waits: str = ""
    handed_over: str = ""
    back_and_forth: str = ""
    reopened: str = ""


def stalls_in(events: Sequence[Event], reading: Reading) -> dict[str, list[Span]]:
    """By cause, the times in which a case stood still, in order and without overlaps; the last may go on.

    A wait lasts from its first waiting event to the next that is none. Handing over lasts from the last event of one to
    the first of another. Going back and forth lasts from the last event of somebody to their next, where somebody else
    had it meanwhile. A re-opening lasts from the first event after a closing one to the next closing one.
    """
    found: dict[str, list[Span]] = defaultdict(list)
    signs = (
        (reading.waits, _waits(events, reading.waiting)),
        (reading.handed_over, _handed_over(events)),
        (reading.back_and_forth, _back_and_forth(events)),
        (reading.reopened, _reopened(events, reading.closing)),
    )
    for cause, spans in signs:
        found[cause] += spans if cause else ()
    return {cause: joined for cause, spans in found.items() if (joined := _joined(spans))}


def _waits(events: Sequence[Event], waiting: Collection[str]) -> Iterator[Span]:
    since: datetime | None = None
    for event in events:
        if event.activity in waiting:
            since = since or event.at
        elif since is not None:
            yield Span(since, event.at)
            since = None
    if since is not None:
        yield Span(since)


def _handed_over(events: Sequence[Event]) -> Iterator[Span]:
    named = [event for event in events if event.by]
    return (Span(one.at, other.at) for one, other in pairwise(named) if one.by != other.by)


def _back_and_forth(events: Sequence[Event]) -> Iterator[Span]:
    last: dict[str, datetime] = {}
    before = ""
    for event in events:
        if not event.by:
            continue
        if event.by != before and event.by in last:
            yield Span(last[event.by], event.at)
        last[event.by], before = event.at, event.by


def _reopened(events: Sequence[Event], closing: Collection[str]) -> Iterator[Span]:
    is_closed, since = False, None
    for event in events:
        if event.activity in closing:
            if since is not None:
                yield Span(since, event.at)
            is_closed, since = True, None
        elif is_closed and since is None:
            since = event.at
    if since is not None:
        yield Span(since)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Without overlaps, and without what lasts no time; one that goes on swallows what begins after it."""
    done: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if span.until is not None and span.until <= span.start:
            continue
        last = done[-1] if done else None
        if last is not None and (last.until is None or span.start <= last.until):
            ends = None if last.until is None or span.until is None else max(last.until, span.until)
            done[-1] = Span(last.start, ends)
        else:
            done.append(span)
    return done

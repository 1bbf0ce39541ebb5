"""What may happen to a stall, and how long stalls last together. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from samebook.kernel.days import check_year, whole_days
from samebook.kernel.refusals import Refused
from samebook.stalls.terms import BY_A_PERSON, Answer, EndedBy


@dataclass(frozen=True, slots=True)
class Span:
    """A time, half open: ``until`` does not belong to it. ``until`` None for one that goes on."""

    start: datetime
    until: datetime | None = None


def check_cause(cause: str, known: Collection[str]) -> None:
    if cause not in known:
        raise Refused("stalls.unknown_cause", f"Choose a cause: {', '.join(known)}.", "cause")


def check_person(person_id: int | None, *, at_account: Collection[int]) -> None:
    """Who stalls takes part in the sale or is at its account."""
    if person_id is not None and person_id not in at_account:
        raise Refused("stalls.unknown_person", "Choose somebody who takes part, or who is at this account.", "person")


def check_began(since: datetime, *, now: datetime, opened_at: datetime, closed: Sequence[Span] = ()) -> None:
    """A stall begins while the sale is open, and not ahead of time.

    Args:
        opened_at: When the sale was opened.
        closed: The times in which it was closed.
    """
    check_instant(since, now=now, field="since")
    if since < opened_at:
        message = "That is before the sale was opened; enter a day since then."
        raise Refused("stalls.before_opening", message, "since")
    if any(span.start <= since and (span.until is None or since < span.until) for span in closed):
        message = "The sale was closed then; a stall begins while it is open."
        raise Refused("stalls.while_closed", message, "since")


def check_ended(until: datetime, *, since: datetime, now: datetime) -> None:
    """A stall ends after it began, and not ahead of time."""
    check_instant(until, now=now, field="until")
    if until < since:
        raise Refused("stalls.closed_before_opened", "That is before it began; enter when it ended.", "until")


def check_instant(at: datetime, *, now: datetime, field: str) -> None:
    """An instant with its offset, in a year that can be meant, and not ahead."""
    if at.tzinfo is None:
        raise Refused("stalls.no_offset", "Give the time with its offset, or say the zone of the file.", field)
    check_year(at, field)
    if at > now:
        raise Refused("stalls.ahead", "That lies in the future; enter when it was.", field)


def check_open(closed_at: datetime | None) -> None:
    if closed_at is not None:
        raise Refused("stalls.closed", "This stall has ended already.")


def check_not_answered(answer: str) -> None:
    if answer != Answer.OPEN:
        raise Refused("stalls.answered", f"This proposal is answered already: {Answer.label_of(answer).lower()}.")


def check_ended_by(ended_by: str) -> None:
    """What somebody may say that ended a stall."""
    if ended_by not in BY_A_PERSON:
        raise Refused("stalls.unknown_end", f"Choose what ended it: {', '.join(BY_A_PERSON)}.", "ended_by")


def check_known_end(ended_by: str) -> None:
    """What a file may say that ended a stall; empty where it does not know."""
    if ended_by and ended_by not in EndedBy.values():
        raise Refused("stalls.unknown_end", f"Choose what ended it: {', '.join(EndedBy.values())}.", "ended_by")


def check_free(external_id: str, kept_ids: Collection[str]) -> None:
    """An external id is of one record; a row without one is let pass.

    Raises:
        Refused: ``stalls.external_id_taken``.
    """
    if external_id and external_id in kept_ids:
        message = "Another row, or a record that is here, has this external id; give each its own."
        raise Refused("stalls.external_id_taken", message, "external_id")


def counted_once(spans: Iterable[Span], *, now: datetime) -> list[Span]:
    """The same time without overlaps: stretches in order, none touching another. One that goes on lasts until now.

    What begins later than now is no time yet.
    """
    done: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        until = min(span.until or now, now)
        if until <= span.start:
            continue
        last = done[-1] if done else None
        if last is not None and last.until is not None and span.start <= last.until:
            done[-1] = Span(last.start, max(last.until, until))
        else:
            done.append(Span(span.start, until))
    return done


def time_stalled(spans: Iterable[Span], *, now: datetime) -> timedelta:
    """How long a sale stood still: a time in which it has several stalls counts once."""
    return sum(
        (span.until - span.start for span in counted_once(spans, now=now) if span.until is not None), timedelta()
    )


def time_within(spans: Iterable[Span], frame: Span, *, now: datetime) -> timedelta:
    """How much of a frame, such as a stage, the sale stood still."""
    end = min(frame.until or now, now)
    cut = [
        Span(max(span.start, frame.start), min(span.until or now, end))
        for span in spans
        if span.start < end and (span.until is None or span.until > frame.start)
    ]
    return time_stalled(cut, now=now)


def days_stalled(spans: Iterable[Span], zone: tzinfo, *, now: datetime) -> int:
    """Days by the company's calendar that a sale stood still; several stalls of one time count once."""
    return sum(
        whole_days(span.start, span.until, zone) for span in counted_once(spans, now=now) if span.until is not None
    )

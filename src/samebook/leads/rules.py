"""What may happen to a lead, and what follows. Pure: values in, values or a refusal out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from samebook.book.durations import Duration
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.terms import UNDELIVERED, Status

MAY_TAKE_IN = (Role.MARKETING, Role.TELESALES, Role.REP, Role.SALES_MANAGER, Role.ADMINISTRATOR)

WITH_REP = (Status.DELIVERED, Status.ACCEPTED)
"""A rep owes these a follow-up; they are what fills a rep's capacity."""

OWN_ANSWERS = frozenset({"lead.country"})
"""The one field of a lead's own that a person can be asked for; the others tell how it came in."""


def check_may_answer(actor: Actor, *, owner_id: int | None) -> None:
    """The rep a lead was delivered to answers for it, or a sales manager in their place."""
    if actor.has(Role.SALES_MANAGER) or (actor.has(Role.REP) and actor.id is not None and actor.id == owner_id):
        return
    raise Refused("leads.not_yours", "Only the rep it was delivered to, or a sales manager, may do this.")


def check_can_accept(status: str) -> None:
    if status != Status.DELIVERED:
        raise Refused("leads.not_delivered", f"Only a delivered lead can be accepted; this one is {_said(status)}.")


def check_can_reject(status: str, *, reason: str, reasons: Collection[str]) -> None:
    """A rejection names a reason of the Book; an accepted lead may still turn out badly."""
    if status not in WITH_REP:
        raise Refused("leads.not_delivered", f"Only a delivered lead can be rejected; this one is {_said(status)}.")
    if reason not in reasons:
        raise Refused(
            "leads.unknown_reason", f"Choose one of the Book's reasons: {', '.join(sorted(reasons))}.", "reason"
        )


def check_can_log_attempt(status: str, *, happened_at: datetime, delivered_at: datetime | None, at: datetime) -> None:
    if status not in WITH_REP or delivered_at is None:
        raise Refused("leads.no_duty", f"A lead that is {_said(status)} asks for no attempt.")
    if happened_at > at:
        raise Refused("leads.attempt_ahead", "That lies in the future; enter when you tried.", "happened_at")
    if happened_at < delivered_at:
        raise Refused("leads.attempt_early", "That was before the lead was delivered.", "happened_at")


def check_can_convert(status: str) -> None:
    if status not in WITH_REP:
        raise Refused("leads.not_accepted", f"Accept the lead first; this one is {_said(status)}.")


def check_can_set_aside(status: str) -> None:
    if status in (Status.CONVERTED, Status.NOT_A_LEAD, Status.SERVICE_REQUEST):
        raise Refused("leads.settled", f"This lead is {_said(status)} already.")


def check_has_duty(status: str) -> None:
    if status not in WITH_REP:
        raise Refused("leads.no_duty", f"Only a delivered lead is followed up; this one is {_said(status)}.")


def check_can_hand_over(status: str) -> None:
    """A lead that waits for a rep may be given to one as well."""
    if status != Status.UNROUTED:
        check_has_duty(status)


def check_can_answer(status: str) -> None:
    """Answers may also lift a delivered lead."""
    if status != Status.DELIVERED:
        check_can_ask(status)


def check_can_ask(status: str) -> None:
    if status != Status.ASK:
        raise Refused("leads.nothing_to_ask", f"There is nothing to ask; this lead is {_said(status)}.")


def check_can_recycle(status: str) -> None:
    if status not in (Status.NURTURE, Status.REJECTED):
        raise Refused(
            "leads.not_recyclable", f"A lead in nurture or a rejected one can come back; this one is {_said(status)}."
        )


def is_undelivered(status: str) -> bool:
    """Whether new facts and new editions judge it again."""
    return status in UNDELIVERED


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """When an attempt counts from.

    Attributes:
        counts_at: The person's word when it came in time, else the moment it was recorded.
        is_late: Recorded past the Book's limit.
    """

    counts_at: datetime
    is_late: bool


def count_attempt(happened_at: datetime, *, at: datetime, word_holds_for: timedelta | None) -> CountedAttempt:
    """A person's word about when they tried counts if recorded within the Book's limit, else it is marked late.

    Args:
        happened_at: The person's word.
        at: When it is recorded.
        word_holds_for: The Book's limit; None for no limit.
    """
    late = word_holds_for is not None and at - happened_at > word_holds_for
    return CountedAttempt(counts_at=at if late else happened_at, is_late=late)


def breach_of(
    *,
    first_attempt_due_at: datetime | None,
    first_attempt_at: datetime | None,
    reached_at: datetime | None,
    follow_up_due_at: datetime | None,
    attempts_made: int,
    attempts_owed: int,
    answer_due_at: datetime | None,
    answered_at: datetime | None,
    at: datetime,
) -> str | None:
    """What is late with a lead that a rep has: ``first_attempt``, ``answer``, ``attempts`` or nothing.

    Each is late when its due time passed without it: the first attempt, the acceptance or rejection, the attempts owed.
    Attempts are owed until one reaches the person.
    A lead that is settled (an opportunity, rejected) owes nothing more and is not asked about.
    """
    if first_attempt_due_at and first_attempt_at is None and at > first_attempt_due_at:
        return "first_attempt"
    if answer_due_at and answered_at is None and at > answer_due_at:
        return "answer"
    if follow_up_due_at and reached_at is None and attempts_made < attempts_owed and at > follow_up_due_at:
        return "attempts"
    return None


SPANS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}


def span(duration: Duration) -> timedelta:
    """How far back a window reaches: calendar time, a month as 30 days; nobody is on duty in a window."""
    return duration.amount * SPANS[duration.unit]


def _said(status: str) -> str:
    return Status(status).label.lower()


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed next to a lead: ``first_attempt``, ``attempts``, ``answer`` (sales) or ``ask`` (telesales)."""

    what: str
    due_at: datetime


def next_duty(
    status: str,
    *,
    first_attempt_due_at: datetime | None,
    first_attempt_at: datetime | None,
    reached_at: datetime | None,
    follow_up_due_at: datetime | None,
    attempts_made: int,
    attempts_owed: int,
    answer_due_at: datetime | None,
    ask_until: datetime | None,
) -> Duty | None:
    """The duty whose clock runs out next; None when nobody owes anything, as for every lead below the criteria."""
    if status == Status.ASK:
        return Duty("ask", ask_until) if ask_until else None
    if status not in WITH_REP:
        return None
    owed = []
    if first_attempt_due_at and first_attempt_at is None:
        owed.append(Duty("first_attempt", first_attempt_due_at))
    if follow_up_due_at and reached_at is None and attempts_made < attempts_owed:
        owed.append(Duty("attempts", follow_up_due_at))
    if answer_due_at and status == Status.DELIVERED:
        owed.append(Duty("answer", answer_due_at))
    return min(owed, key=lambda duty: duty.due_at, default=None)

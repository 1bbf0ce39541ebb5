"""What the work lists show: few columns of each lead, in a number of queries that does not grow with the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from samebook.agreement.queries import book_of
from samebook.company.clock import BusinessClock
from samebook.company.queries import clocks_of_teams, territory_ids_below
from samebook.kernel.access import Actor
from samebook.leads import queries
from samebook.leads.judgements import open_questions
from samebook.leads.models import Lead
from samebook.leads.rules import Duty, next_duty
from samebook.leads.terms import Status
from samebook.leads.wording import duty_in_words

COLUMNS = (
    "status", "status_reason", "verdict", "level", "source", "received_at", "delivered_at", "first_attempt_due_at",
    "first_attempt_at", "reached_at", "follow_up_due_at", "attempts_made", "attempts_owed", "answer_due_at",
    "answered_at", "breached_at", "rejected_at", "ask_until", "ask_attempts", "recycle_at", "rejection_reason",
    "routed_because", "edition", "account__name", "person__name", "person__email", "person__phone",
    "owner__name", "owner__team", "territory__name", "ask_owner__name",
)  # fmt: skip
"""Never the facts nor the judgement, which are most of a lead's bytes."""

BOARD = (
    Status.ASK,
    Status.UNROUTED,
    Status.DELIVERED,
    Status.ACCEPTED,
    Status.CONVERTED,
    Status.REJECTED,
    Status.NURTURE,
)
NEAR = timedelta(hours=12)
CARDS = 20
"""How many cards a column shows; the table has the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead on a list.

    Attributes:
        duty: What is owed next; None when nothing is.
        left: Until then (``time_left``), in the hours of the rep's team; below zero when it is late.
    """

    lead: Lead
    duty: Duty | None
    left: timedelta | None

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < timedelta(0)

    @property
    def owed(self) -> str:
        """What is owed next, in words."""
        return duty_in_words(self.duty)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What would decide it; only on lists that read the judgement."""
        return open_questions(self.lead.judgement)

    @property
    def reason(self) -> str:
        """Why sales rejected it, in the words of the edition that delivered it; only on lists that read the edition."""
        named = book_of(self.lead.edition).book.rejection_reasons if self.lead.edition else {}
        found = named.get(self.lead.rejection_reason)
        return found.means if found else self.lead.rejection_reason.replace("_", " ")


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one rep has to follow up, with the clock of the first attempt that is due next; ``left`` as in ``Row``."""

    load: queries.Load
    left: timedelta | None

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < timedelta(0)


@dataclass(frozen=True, slots=True)
class Column:
    """One status on the board: its newest leads, and how many there are, counted up to a limit."""

    status: Status
    rows: list[Row]
    count: int

    @property
    def count_text(self) -> str:
        return counted(self.count)

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return f"column-{self.status}"


def listed(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """The same leads with no more than what a list shows."""
    return leads.select_related("account", "person", "owner", "territory", "ask_owner").only(*COLUMNS)


def filled(leads: Iterable[Lead]) -> list[Lead]:
    """The same leads, of which only the order's columns were read, with what a list shows; in the same order.

    A database that joins before it sorts carries all of a row's columns through the sorting. One query.
    """
    ids = [lead.pk for lead in leads]
    found = {lead.pk: lead for lead in listed(Lead.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids]


def rows_of(leads: Iterable[Lead], at: datetime) -> list[Row]:
    """Rows with their clocks. Four queries at most, none when nothing is owed."""
    owed = [(lead, duty_of(lead)) for lead in leads]
    teams = {lead.owner.team_id if lead.owner else None for lead, duty in owed if duty}
    clocks = clocks_of_teams(teams) if teams else {}
    rows = []
    for lead, duty in owed:
        clock = clocks.get(lead.owner.team_id if lead.owner else None)
        rows.append(Row(lead, duty, time_left(clock, duty.due_at, at=at) if duty and clock else None))
    return rows


def loads(actor: Actor, at: datetime) -> list[LoadRow]:
    """Open follow-up of each rep, who has most late first. Five queries at most."""
    held = queries.follow_ups_by_rep(actor)
    clocks = clocks_of_teams({load.team_id for load in held}) if held else {}
    return [
        LoadRow(load, time_left(clocks[load.team_id], load.next_due_at, at=at) if load.next_due_at else None)
        for load in held
    ]


def time_left(clock: BusinessClock, due_at: datetime, *, at: datetime) -> timedelta:
    """Business time to a due moment that is near; plain time to one that is a working day and more ahead, or past.

    A reader takes “2 d left” for days of the calendar, and “40 min left” for working time.
    """
    if at > due_at:
        return due_at - at
    left = clock.elapsed(at, due_at)
    return left if left < NEAR else due_at - at


def duty_of(lead: Lead) -> Duty | None:
    """What is owed next to a lead."""
    return next_duty(
        lead.status,
        first_attempt_due_at=lead.first_attempt_due_at,
        first_attempt_at=lead.first_attempt_at,
        reached_at=lead.reached_at,
        follow_up_due_at=lead.follow_up_due_at,
        attempts_made=lead.attempts_made,
        attempts_owed=lead.attempts_owed,
        answer_due_at=lead.answer_due_at,
        ask_until=lead.ask_until,
    )


def narrowed(leads: QuerySet[Lead], wanted: Mapping[str, Any]) -> QuerySet[Lead]:
    """The leads that a filter asks for.

    Args:
        wanted: ``status``, ``verdict``, ``level``, ``source``, ``owner_id``, ``communication_id``, ``territory_id``
            (all below it included), ``received_from`` and ``received_until`` (instants, half open); what is empty
            asks for nothing.
    """
    exact = ("status", "verdict", "level", "source", "owner_id", "communication_id")
    leads = leads.filter(**{name: wanted[name] for name in exact if wanted.get(name)})
    if wanted.get("received_from"):
        leads = leads.filter(received_at__gte=wanted["received_from"])
    if wanted.get("received_until"):
        leads = leads.filter(received_at__lt=wanted["received_until"])
    if wanted.get("territory_id"):
        leads = leads.filter(territory_id__in=territory_ids_below(wanted["territory_id"]))
    return leads


def board(actor: Actor, at: datetime) -> list[Column]:
    """The columns of the board, each with its newest leads. Two queries a column at most, and those of the clocks."""
    scoped = queries.leads_for(actor)
    found = [_newest(scoped.filter(status=status)) for status in BOARD]
    rows = {row.lead.pk: row for row in rows_of((lead for leads, _ in found for lead in leads), at)}
    return [
        Column(status, [rows[lead.pk] for lead in leads], count)
        for status, (leads, count) in zip(BOARD, found, strict=True)
    ]


def _newest(leads: QuerySet[Lead]) -> tuple[list[Lead], int]:
    """The newest of some leads, and how many there are up to the cap.

    The few leads of one rep among very many are found by their scope's index first: asked for in order at once, the
    database would walk the whole status for them.
    """
    ids = list(leads.order_by().values_list("pk", flat=True)[: queries.CAP + 1])
    if not ids:
        return [], 0
    few = Lead.objects.filter(pk__in=ids) if len(ids) <= queries.CAP else leads
    return list(listed(few).order_by("-received_at", "-id")[:CARDS]), len(ids)


def counted(count: int) -> str:
    """A capped count in words: ``1,000+``."""
    return f"{queries.CAP:,}+" if count > queries.CAP else f"{count:,}"

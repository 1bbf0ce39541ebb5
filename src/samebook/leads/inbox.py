"""What each role should act on now: the sections of the inbox, which Today shows as well."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from samebook.kernel.access import Actor, Role
from samebook.leads import queries
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.worklists import COLUMNS, Row, counted, listed, rows_of

LATELY = timedelta(days=30)
"""How far back a rejection is news."""
SOON = timedelta(days=14)
"""How far ahead a lead in nurture is announced."""


@dataclass(frozen=True, slots=True)
class Section:
    """One list of one role.

    Attributes:
        key: Which columns the page shows: ``delivered``, ``ask``, ``breached`` …
        whose: Whose duty it is: ``sales`` or ``marketing``.
        wanted: What the table is asked for to show all of them.
        nothing: What an empty list means.
        count: Leads in all, counted up to the cap.
    """

    key: str
    title: str
    whose: str
    wanted: str
    nothing: str
    rows: list[Row]
    count: int

    @property
    def count_text(self) -> str:
        return counted(self.count)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


@dataclass(frozen=True, slots=True)
class _Kind:
    title: str
    whose: str
    status: Status
    nothing: str
    leads: Callable[[Actor, datetime], QuerySet[Lead]]


_KINDS = {
    "delivered": _Kind(
        "Delivered to me",
        "sales",
        Status.DELIVERED,
        "Nothing is waiting for you. A lead comes here when it meets every criterion.",
        lambda actor, at: queries.delivered_to(actor),
    ),
    "ask": _Kind(
        "To ask",
        "marketing",
        Status.ASK,
        "No lead has an open question.",
        lambda actor, at: queries.to_ask(actor),
    ),
    "breached": _Kind(
        "Follow-up late",
        "sales",
        Status.DELIVERED,
        "Every follow-up is inside its time.",
        lambda actor, at: queries.breached(actor),
    ),
    "unrouted": _Kind(
        "Waiting for a rep",
        "sales",
        Status.UNROUTED,
        "Every lead that meets the criteria has its rep.",
        lambda actor, at: queries.unrouted(actor),
    ),
    "rejected": _Kind(
        "Rejected by sales",
        "marketing",
        Status.REJECTED,
        "Sales has rejected no lead in the last 30 days.",
        lambda actor, at: queries.rejected_since(actor, at - LATELY),
    ),
    "nurture": _Kind(
        "Coming back from nurture",
        "marketing",
        Status.NURTURE,
        "No lead comes back in the next 14 days.",
        lambda actor, at: queries.coming_back(actor, until=at + SOON),
    ),
}

OF_ROLE = {
    Role.REP: ("delivered",),
    Role.TELESALES: ("ask",),
    Role.SALES_MANAGER: ("breached", "unrouted"),
    Role.MARKETING: ("rejected", "nurture"),
}


def sections_for(actor: Actor, at: datetime, *, most: int = 50) -> list[Section]:
    """The lists of each of the actor's roles. Two queries a list, and four for its clocks.

    Args:
        most: Rows of each list.
    """
    keys = [key for role, keys in OF_ROLE.items() if actor.has(role) for key in keys]
    return [section(actor, key, at, most=most) for key in keys]


def section(actor: Actor, key: str, at: datetime, *, most: int) -> Section:
    """One list by its key."""
    kind = _KINDS[key]
    leads = kind.leads(actor, at)
    rows = rows_of(_shown(key, leads)[:most], at)
    if key == "delivered":
        rows.sort(key=lambda row: (row.duty is None, row.duty.due_at if row.duty else at))
    count = len(rows) if len(rows) < most else queries.capped_count(leads)
    wanted = f"owner={actor.id}&sort=due" if key == "delivered" else f"status={kind.status}"
    return Section(key, kind.title, kind.whose, wanted, kind.nothing, rows, count)


def _shown(key: str, leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """The columns of a list; who asks needs the questions, and a reason its edition."""
    if key == "ask":
        return listed(leads).only(*COLUMNS, "judgement")
    if key == "rejected":
        return listed(leads).select_related("edition").only(*COLUMNS, "edition__content_hash")
    return listed(leads)

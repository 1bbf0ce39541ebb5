"""What one sale's page, Today and the board show of its stalls, read for the actor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from samebook.buying.dossier import OpportunityFile
from samebook.buying.models import Opportunity
from samebook.buying.queries import may_move
from samebook.buying.rules import MAY_SELL
from samebook.company.queries import local_zone
from samebook.kernel.access import Actor, Role
from samebook.kernel.days import whole_days
from samebook.stalls.models import Proposal, Stall
from samebook.stalls.queries import moved_meetings_for, open_stalls, proposals_for, stalls_for
from samebook.stalls.rules import Span, days_stalled, time_stalled
from samebook.stalls.terms import BY_A_PERSON, EndedBy
from samebook.stalls.wording import cause_labels, label_of, sign_of

LEAST_TOLD = timedelta(hours=1)
"""A shorter time in all is not told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stall as pages show it; ``days`` are whole days so far, or until its end."""

    stall: Stall
    cause: str
    days: int


@dataclass(frozen=True, slots=True)
class Sign:
    """One proposal as pages show it; ``cause`` is empty where whoever confirms says it."""

    proposal: Proposal
    text: str
    cause: str


def stalls_of(file: OpportunityFile) -> dict[str, Any]:
    """The stalls of one sale, what rules propose, and what the actor may do about them."""
    actor, sale, selling, zone, at = file.actor, file.opportunity, file.selling, file.zone, file.at
    labels = {each.name: each.label for each in selling.causes}
    rows = list(
        stalls_for(actor).filter(opportunity=sale).select_related("person", "opened_by").order_by("opened_at", "id")
    )
    is_open = sale.outcome == Opportunity.Outcome.OPEN
    may = is_open and actor.has(*MAY_SELL) and file.works_on
    if not rows and not may:
        return {}
    spans = [Span(each.opened_at, each.closed_at) for each in rows if each.ended_by != EndedBy.WAVED_OFF]
    time = time_stalled(spans, now=at)
    return {
        "opportunity": sale,
        "open": lines_of((stall for stall in rows if stall.is_open), labels, at, zone),
        "ended": lines_of((stall for stall in reversed(rows) if not stall.is_open), labels, at, zone),
        "time": time if time >= LEAST_TOLD else None,
        "days": days_stalled(spans, zone, now=at),
        "signs": [sign_for(each, labels) for each in proposals_for(actor).filter(opportunity=sale)],
        "causes": selling.causes if may else (),
        "people": people_offered(file) if may else [],
        "ends": [(each.value, each.label) for each in BY_A_PERSON],
        "meetings": moved_meetings_for(actor, sale.pk).count(),
        "may": may,
        "now": at,
    }


def lines_of(stalls: Iterable[Stall], labels: Mapping[str, str], at: datetime, zone: tzinfo) -> list[Line]:
    return [
        Line(one, label_of(one.cause, labels), whole_days(one.opened_at, one.closed_at or at, zone)) for one in stalls
    ]


def sign_for(proposal: Proposal, labels: Mapping[str, str]) -> Sign:
    return Sign(proposal, sign_of(proposal), label_of(proposal.cause, labels) if proposal.cause else "")


def people_offered(file: OpportunityFile) -> list[tuple[int, str]]:
    """Who may be named as the one who stalls: those who take part, then others of the account."""
    here = sorted((each for each in file.people if each.merged_into_id is None), key=lambda one: one.pk)
    return list({each.pk: str(each) for each in (*here, *file.colleagues)}.items())


def signs_to_answer(actor: Actor, at: datetime, *, most: int) -> list[Sign]:
    """What rules propose and the actor may answer: of their own sales; a sales manager's are all."""
    if not actor.has(*MAY_SELL):
        return []
    rows = proposals_for(actor).select_related("opportunity__account", "opportunity__owner")
    if not actor.has(Role.SALES_MANAGER):
        rows = rows.filter(opportunity__owner_id=actor.id)
    labels = cause_labels(at)
    return [sign_for(each, labels) for each in rows[:most]]


def standing_still(actor: Actor, at: datetime, *, most: int) -> list[Line]:
    """The open stalls of the actor's own sales, the oldest first."""
    labels = cause_labels(at)
    rows = open_stalls(actor).filter(opportunity__owner_id=actor.id or 0).select_related("opportunity__account")
    return lines_of(rows[:most], labels, at, local_zone())


def on_cards(actor: Actor, sales: Sequence[Opportunity], at: datetime) -> dict[int, dict[str, Any]]:
    """What the cards of a board show: since when each sale stands still and why, and the causes to choose from.

    Two queries for a whole board, and those of the Book in force.
    """
    labels = cause_labels(at)
    rows = Stall.objects.filter(opportunity__in=[each.pk for each in sales], closed_at=None)
    found: dict[int, dict[str, Any]] = {}
    for line in lines_of(rows.order_by("opened_at", "id"), labels, at, local_zone()):
        found.setdefault(line.stall.opportunity_id, {"stall": line})
    if actor.has(*MAY_SELL):
        options: SafeString = format_html_join("", '<option value="{}">{}</option>', labels.items())
        for key in may_move(actor, sales):
            found.setdefault(key, {})["options"] = options
    return found


def for_today(actor: Actor, at: datetime, *, most: int) -> dict[str, Any]:
    """What Today shows a rep or a sales manager: what to confirm, and which of their sales stand still."""
    if not actor.has(*MAY_SELL):
        return {}
    signs = signs_to_answer(actor, at, most=most)
    rows = standing_still(actor, at, most=most)
    if not signs and not rows:
        return {}
    count = open_stalls(actor).filter(opportunity__owner_id=actor.id or 0).values("opportunity").distinct().count()
    said = f"{count:,} of your sales {'stands' if count == 1 else 'stand'} still"
    return {"signs": signs, "stalls": rows, "said": said, "causes": cause_labels(at)}

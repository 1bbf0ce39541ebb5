"""From a verdict to what follows: delivered with its clock, asked, nurtured. Changes the lead in memory only."""

from collections.abc import Mapping
from typing import Any

from samebook.book.judging import Judgement
from samebook.leads.desk import Desk
from samebook.leads.judgements import as_json
from samebook.leads.models import Lead
from samebook.leads.terms import Status, Verdict

CLOCK_FIELDS = [
    "status",
    "delivered_at",
    "first_attempt_due_at",
    "follow_up_due_at",
    "answer_due_at",
    "attempts_owed",
]
"""What starting the clock may change."""

ALL_LATER_FIELDS = [
    *CLOCK_FIELDS,
    "status_reason",
    "verdict",
    "level",
    "judgement",
    "edition",
    "judged_at",
    "territory",
    "owner",
    "routed_because",
    "ask_owner",
    "ask_attempts",
    "asked_by_mail_at",
    "ask_until",
    "recycle_at",
]
"""What judging may change on a lead that is kept."""


def decide(lead: Lead, record: Mapping[str, Any], desk: Desk, *, account_owner_id: int | None) -> None:
    """Judge a lead and let the verdict take effect on it.

    Args:
        lead: Undelivered; may be unsaved.
        record: What is known of it (``records.record_of``).
        account_owner_id: The owner of its account, who keeps control of what reaches it.
    """
    judgement = desk.in_force.book.judge(record)
    lead.edition_id = desk.in_force.edition.pk
    lead.judged_at = desk.at
    lead.verdict, lead.level = str(judgement.verdict), judgement.level or ""
    lead.judgement = as_json(judgement)
    lead.ask_until = lead.recycle_at = None
    lead.status_reason = ""
    if lead.verdict == Verdict.DELIVER:
        route(lead, record, desk, account_owner_id=account_owner_id)
    elif lead.verdict == Verdict.ASK:
        _ask(lead, desk)
    else:
        to_nurture(lead, record, desk, because=_first_reason(judgement))


def route(lead: Lead, record: Mapping[str, Any], desk: Desk, *, account_owner_id: int | None) -> None:
    """Find the rep and start the clock; without one the lead waits, and says what for."""
    ruled = desk.in_force.book.route(record, lead.level)
    lead.territory_id = desk.territory_id(ruled.to)
    if ruled.to and lead.territory_id is None:
        lead.status = Status.UNROUTED
        lead.routed_because = f"The Book routes it to “{ruled.to}”, a territory that is not on the map."
        return
    routed = desk.router.route(lead.territory_id, owner_id=account_owner_id)
    lead.routed_because = (routed.because if lead.territory_id else ruled.reason)[:300]
    if routed.rep_id is None:
        lead.status = Status.UNROUTED
        return
    lead.owner_id = routed.rep_id
    start_clock(lead, desk)


def to_nurture(lead: Lead, record: Mapping[str, Any], desk: Desk, *, because: str) -> None:
    """Keep the lead warm with its reason, until the Book wants it judged again; what it does not want back stays."""
    lead.status, lead.status_reason = Status.NURTURE, because[:200]
    lead.ask_until = lead.recycle_at = None
    terms, wanted = desk.terms.recycle, desk.in_force.book.recycle
    if terms and terms.after and (wanted is None or wanted.truth({**record, "lead.status": lead.status})):
        lead.recycle_at = desk.clock(None).add(desk.at, terms.after)


def start_clock(lead: Lead, desk: Desk) -> None:
    """Deliver the lead to its owner: the time they have runs from now."""
    lead.status, lead.delivered_at = Status.DELIVERED, desk.at
    terms = desk.terms.follow_up.get(lead.level)
    if terms is None:
        return
    clock = desk.clock(lead.owner_id)
    lead.first_attempt_due_at = clock.add(desk.at, terms.first_attempt)
    lead.attempts_owed = terms.attempts
    lead.follow_up_due_at = clock.add(desk.at, terms.within)
    lead.answer_due_at = clock.add(desk.at, terms.answer_within) if terms.answer_within else None


def _ask(lead: Lead, desk: Desk) -> None:
    if lead.status != Status.ASK:  # it comes to be asked anew; what was tried before is over
        lead.ask_attempts, lead.asked_by_mail_at = 0, None
    lead.status = Status.ASK
    lead.ask_owner_id = lead.ask_owner_id or desk.next_asker()
    lead.ask_until = desk.clock(None).add(desk.at, desk.terms.ask.within) if desk.terms.ask else None


def _first_reason(judgement: Judgement) -> str:
    return judgement.reasons[0].text if judgement.reasons else "No level of the Book is met."

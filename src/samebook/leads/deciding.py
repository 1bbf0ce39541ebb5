"""From a verdict to what follows: delivered with its clock, asked, nurtured. Changes the lead in memory only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samebook.agreement.queries import InForce, editions_in_force
from samebook.book.judging import Judgement
from samebook.leads.desk import Desk
from samebook.leads.judgements import as_json
from samebook.leads.models import Lead
from samebook.leads.queries import first_messages
from samebook.leads.records import record_of
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


def edition_now(lead: Lead, at: datetime) -> InForce | None:
    """The edition that holds for a kept lead, by its scope.

    Returns:
        None while no edition is in force, or the one of its scope is not the one that was signed.
    """
    editions = editions_in_force(at)
    if editions is None or not editions.others:
        return editions.company if editions else None
    return _scope_of(lead, Desk(editions, at))


def desk_of(lead: Lead, at: datetime) -> Desk | None:
    """The desk that decides about a kept lead, by the edition of its scope; None as for ``edition_now``."""
    editions = editions_in_force(at)
    if editions is None:
        return None
    desk = Desk(editions, at)
    edition = _scope_of(lead, desk) if editions.others else editions.company
    return desk.under(edition) if edition else None


def _scope_of(lead: Lead, desk: Desk) -> InForce | None:
    """The edition of a kept lead's scope; what is known of the lead is read only where a unit has its own."""
    return desk.judge_of(lead, known_of(lead, desk) if desk.editions.by_unit else {})


def known_of(lead: Lead, desk: Desk) -> dict[str, Any]:
    """What is known of a kept lead, by the fields of the desk's edition; reads its message, account and person."""
    message = first_messages([lead.pk]).get(lead.pk, "")
    return record_of(lead, lead.account, lead.person, fields=desk.types, message=message)


def judge(lead: Lead, desk: Desk, *, message: str, unless: int | None = None) -> bool:
    """Judge a lead by the edition of its scope and let the verdict take effect on it.

    Args:
        lead: Undelivered, its account and person at hand; may be unsaved.
        message: Of the response that made it.
        unless: Id of an edition by which it need not be judged again; None to judge it in any case.

    Returns:
        Whether it was judged; not where the edition of its scope is not the one that was signed: it waits then.
    """
    known = record_of(lead, lead.account, lead.person, fields=desk.types, message=message)
    edition = desk.judge_of(lead, known)
    if edition is None:
        lead.status_reason = "The edition for its scope is not the one that was signed; it waits for another."
        return False
    if unless is not None and unless == edition.edition.pk:
        return False
    own = desk.under(edition)
    if own is not desk:
        known = record_of(lead, lead.account, lead.person, fields=own.types, message=message)
    decide(lead, known, own, account_owner_id=lead.account.owner_id if lead.account else None)
    return True


def decide(lead: Lead, record: Mapping[str, Any], desk: Desk, *, account_owner_id: int | None) -> None:
    """Judge a lead by the desk's edition and let the verdict take effect on it.

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

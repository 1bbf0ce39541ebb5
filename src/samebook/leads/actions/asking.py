"""The ask queue: telesales asks what is unknown; the answer judges the lead again at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samebook.accounts.actions import know
from samebook.accounts.rules import country_code
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.actions.follow_up import locked, tell
from samebook.leads.actions.judging import judge_again
from samebook.leads.acts import check_open
from samebook.leads.deciding import desk_of, edition_now, known_of, to_nurture
from samebook.leads.models import Lead
from samebook.leads.queries import asked_person
from samebook.leads.rules import OWN_ANSWERS, check_can_ask
from samebook.leads.terms import Act, AttemptOutcome


@action
def answer_questions(actor: Actor, lead_id: int, answers: Mapping[str, Any], *, at: datetime) -> Lead:
    """Record what the person said and judge the lead again at once.

    Args:
        answers: Values by the Book's field names (``lead.budget``), typed; None leaves a field unknown.

    Raises:
        Refused: ``leads.nothing_to_ask``, ``leads.no_answer``.
    """
    lead = locked(actor, lead_id)
    check_open(Act.ANSWER, actor, status=lead.status, owner_id=lead.owner_id)
    return _answered(actor, lead, answers, at)


@action
def answer_by_link(lead_id: int, person_id: int, answers: Mapping[str, Any], *, at: datetime) -> Lead:
    """Take the answers of the person behind a lead, who was asked by mail.

    Raises:
        Missing: The lead is not there, or no longer this person's.
        Refused: ``leads.nothing_to_ask``, ``leads.no_answer``.
    """
    actor = Actor(id=None, label=f"person:{person_id}")
    lead = asked_person(lead_id, person_id, lock=True)
    check_can_ask(lead.status)
    return _answered(actor, lead, answers, at)


def _answered(actor: Actor, lead: Lead, answers: Mapping[str, Any], at: datetime) -> Lead:
    given = {name: value for name, value in answers.items() if value is not None}
    if not given:
        raise Refused("leads.no_answer", "Enter at least one answer, or log that nobody was reached.")
    _keep(actor, lead, given, at)
    tell(actor, "answered", lead, at, origin=Entry.Origin.PERSON, fields=sorted(given))
    lead.refresh_from_db()
    if lead.judged_at != at:  # what was learnt has judged it already, unless nothing was new
        judge_again(actor, [lead.pk], at=at, because="answer")
        lead.refresh_from_db()
    return lead


@action
def log_ask(actor: Actor, lead_id: int, *, outcome: str, at: datetime) -> Lead:
    """Record an attempt to ask. At the Book's limit the lead goes to nurture as never answered."""
    lead = locked(actor, lead_id)
    check_open(Act.ASK, actor, status=lead.status, owner_id=lead.owner_id)
    if outcome not in AttemptOutcome.values():
        raise Refused("leads.unknown_outcome", f"Choose one of {', '.join(AttemptOutcome.values())}.", "outcome")
    lead.ask_attempts += 1
    lead.save(update_fields=["ask_attempts"])
    tell(actor, "asked", lead, at, outcome=outcome, attempt=lead.ask_attempts)
    current = edition_now(lead, at)
    terms = current.book.book.ask if current else None
    limit = terms.attempts if terms else None
    if limit is not None and lead.ask_attempts >= limit:
        never_answered(actor, lead, at=at)
    return lead


@action
def give_up_asking(actor: Actor, lead_id: int, *, at: datetime) -> Lead:
    """Stop asking; the lead goes to nurture as never answered."""
    lead = locked(actor, lead_id)
    check_open(Act.GIVE_UP, actor, status=lead.status, owner_id=lead.owner_id)
    never_answered(actor, lead, at=at)
    return lead


def never_answered(actor: Actor, lead: Lead, *, at: datetime) -> None:
    """Move a lead from the ask queue to nurture, inside the running action."""
    desk = desk_of(lead, at)
    if desk is None:  # the text in force is not the one that was signed; nothing follows from it
        raise Refused("leads.no_edition", "No edition is in force; nothing can be decided by it.")
    to_nurture(lead, known_of(lead, desk), desk, because="never answered")
    lead.save(update_fields=["status", "status_reason", "ask_until", "recycle_at"])
    tell(actor, "nurtured", lead, at, reason="never answered")


def _keep(actor: Actor, lead: Lead, given: Mapping[str, Any], at: datetime) -> None:
    """Answers about the lead stay with it; those about the person or the account go to theirs."""
    about: dict[str, dict[str, Any]] = {}
    for name, value in given.items():
        if name in OWN_ANSWERS:
            lead.country = country_code(str(value), name)
            lead.save(update_fields=["country"])
            continue
        about.setdefault(name.partition(".")[0], {})[name] = value
    holders = {"lead": lead.pk, "account": lead.account_id, "person": lead.person_id}
    for kind, values in about.items():
        record_id = holders.get(kind)
        if record_id is None:
            raise Refused("leads.no_holder", f"This lead has no {kind} that could hold the answer.", next(iter(values)))
        know(actor, kind, {record_id: values}, at=at, origin="person")

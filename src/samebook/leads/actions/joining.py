"""Which responses join a lead that is open, and which become leads of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samebook.accounts.arrivals import Identified
from samebook.accounts.rules.facts import encode_value
from samebook.buying.queries import accounts_with_open_opportunity
from samebook.communications.models import Communication, Response
from samebook.leads.arrivals import LeadArrival, TakenIn
from samebook.leads.desk import Desk
from samebook.leads.models import Lead
from samebook.leads.queries import open_leads_of
from samebook.leads.rules import span
from samebook.leads.terms import Status

USUAL_WINDOW = timedelta(days=90)
"""How long an open lead takes up further responses when the Book in force says nothing."""


@dataclass(slots=True)
class Row:
    """One arrival on its way in."""

    arrival: LeadArrival
    who: Identified | None = None
    communication: Communication | None = None
    response: Response | None = None
    lead: Lead | None = None
    answer: TakenIn | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None


def join_or_create(rows: list[Row], desk: Desk | None, *, origin: str, at: datetime) -> None:
    """A known person, or an account with an open lead or opportunity, adds a response, not a lead."""
    waiting = [row for row in rows if row.response is not None]
    window_of = _windows(desk)
    people, accounts = _known(waiting)
    by_person: dict[int, Lead] = {}
    by_account: dict[int, Lead] = {}
    for lead in open_leads_of(people, accounts):
        _remember(lead, by_person, by_account)
    selling = accounts_with_open_opportunity(accounts)
    for row in waiting:
        response = row.response
        if response is None:
            continue
        known = by_person.get(response.person_id or 0) or by_account.get(response.account_id or 0)
        if row.arrival.set_aside is not None:
            row.lead = _set_aside_lead(row, origin=origin, at=at)
        elif known is not None and abs(row.arrival.received_at - known.received_at) <= window_of(known):
            row.lead = known
            row.answer = TakenIn("joined", because="An open lead of this person or account takes the response.")
        elif response.account_id in selling:
            row.answer = TakenIn("joined", because="The account has an open opportunity; its owner sees the response.")
        else:
            row.lead = _new_lead(row, origin=origin, at=at)
            _remember(row.lead, by_person, by_account)


def _known(rows: list[Row]) -> tuple[set[int], set[int]]:
    """Ids of the people and accounts that were here before: only they can have a lead or an opportunity."""
    found = [row.who for row in rows if row.who is not None]
    people = {who.person.pk for who in found if who.person is not None and who.person_by != "created"}
    accounts = {who.account.pk for who in found if who.account is not None and who.account_by != "created"}
    return people, accounts


def _windows(desk: Desk | None) -> Callable[[Lead], timedelta]:
    """How long an open lead takes up responses: as the edition says that judged it, the company's where none did."""
    by_edition: dict[int | None, timedelta] = {}
    for each in desk.editions.all if desk else ():
        duration = each.book.book.known_person_window
        by_edition[each.edition.pk] = span(duration) if duration else USUAL_WINDOW
    usual = next(iter(by_edition.values()), USUAL_WINDOW)
    return lambda lead: by_edition.get(lead.edition_id, usual)


def _remember(lead: Lead, by_person: dict[int, Lead], by_account: dict[int, Lead]) -> None:
    if lead.person_id:
        by_person[lead.person_id] = lead
    if lead.account_id:
        by_account[lead.account_id] = lead


def _new_lead(row: Row, *, origin: str, at: datetime) -> Lead:
    who = row.who
    account, person = (who.account, who.person) if who else (None, None)
    country = (person.country if person else "") or (account.country if account else "")
    return Lead(
        external_id=row.arrival.external_id,
        origin=origin,
        account=account,
        person=person,
        communication=row.communication,
        source=row.arrival.source,
        country=country,
        received_at=row.arrival.received_at,
        recorded_at=at,
        facts={name: encode_value(value, name) for name, value in row.arrival.facts.items() if value is not None},
        status=Status.RECEIVED,
    )


def _set_aside_lead(row: Row, *, origin: str, at: datetime) -> Lead:
    lead = _new_lead(row, origin=origin, at=at)
    is_service = row.arrival.set_aside == Status.SERVICE_REQUEST
    lead.status = Status.SERVICE_REQUEST if is_service else Status.NOT_A_LEAD
    lead.status_reason = "" if is_service else str(row.arrival.set_aside)
    return lead

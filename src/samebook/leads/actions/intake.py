"""Taking leads in: a list of arrivals in one transaction; one lead is a list of one, there is no other path."""

from collections.abc import Sequence
from datetime import datetime

from samebook.accounts.actions import identify
from samebook.accounts.models import Fact
from samebook.agreement.queries import editions_in_force
from samebook.communications.models import Response
from samebook.communications.queries import communications_named
from samebook.jobs.rows import insert
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import joined_action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.actions.joining import Row, join_or_create
from samebook.leads.actions.placing import place_accounts
from samebook.leads.arrivals import LeadArrival, TakenIn, check_arrival
from samebook.leads.deciding import judge
from samebook.leads.desk import Desk
from samebook.leads.models import Lead, LeadResponse
from samebook.leads.queries import reasons_of_all, responded
from samebook.leads.rules import MAY_TAKE_IN
from samebook.leads.terms import Status


@joined_action
def take_in(actor: Actor, arrivals: Sequence[LeadArrival], *, at: datetime, origin: str = "api") -> list[TakenIn]:
    """Match, judge, route and deliver what arrived; the number of queries does not grow with the list.

    Args:
        arrivals: Up to 500; longer lists are cut by the caller, so that a transaction stays short.
        origin: One of ``accounts.models.Origin``.

    Returns:
        One answer per arrival, in order. A refused one leaves nothing behind and stops no other.
    """
    actor.require(*MAY_TAKE_IN, to="send leads")
    rows = [Row(arrival) for arrival in arrivals]
    editions = editions_in_force(at)
    desk = Desk(editions, at) if editions else None
    _check(rows, desk, at)
    _drop_known(rows)
    _identify(actor, rows, at)
    _find_communications(rows)
    _respond(rows, at)
    join_or_create(rows, desk, origin=origin, at=at)
    _judge(rows, desk)
    _keep(actor, rows, origin=origin, at=at)
    place_accounts(actor, [row.lead for row in rows if row.lead is not None and row.is_open], at=at)
    return [_answer(row) for row in rows]


def _check(rows: list[Row], desk: Desk | None, at: datetime) -> None:
    reasons = reasons_of_all(desk.editions if desk else None)
    for row in rows:
        try:
            check_arrival(row.arrival, set_aside=reasons.keys(), at=at)
        except Refused as refusal:
            row.answer = TakenIn("refused", refusal=refusal)


def _drop_known(rows: list[Row]) -> None:
    """The same external id adds nothing again, whether it is in the records or earlier in this list."""
    named = {row.arrival.external_id for row in rows if row.is_open and row.arrival.external_id}
    known: dict[str | None, TakenIn] = {name: _unchanged(lead) for name, lead in responded(named).items()}
    for row in rows:
        key = row.arrival.external_id
        if not row.is_open or not key:
            continue
        if key in known:
            row.answer = known[key]
        else:
            known[key] = TakenIn("unchanged", because="The same external id stands earlier in this list.")


def _unchanged(lead: Lead | None) -> TakenIn:
    if lead is None:
        return TakenIn("unchanged", because="It arrived before.")
    return TakenIn("unchanged", lead.pk, lead.status, lead.verdict, lead.level, "It arrived before.")


def _identify(actor: Actor, rows: list[Row], at: datetime) -> None:
    waiting = [row for row in rows if row.is_open]
    for row, found in zip(waiting, identify(actor, [row.arrival.who for row in waiting], at=at), strict=True):
        if found.refused is not None:
            row.answer = TakenIn("refused", refusal=found.refused)
        row.who = found


def _find_communications(rows: list[Row]) -> None:
    names = {row.arrival.communication for row in rows if row.is_open and row.arrival.communication}
    found = communications_named(names)
    for row in rows:
        row.communication = found.get(row.arrival.communication)


def _respond(rows: list[Row], at: datetime) -> None:
    for row in rows:
        if row.is_open and row.who is not None:
            row.response = Response(
                external_id=row.arrival.external_id,
                person=row.who.person,
                account=row.who.account,
                communication=row.communication,
                source=row.arrival.source,
                path=row.arrival.path,
                message=row.arrival.message,
                received_at=row.arrival.received_at,
                recorded_at=at,
            )
    insert([row.response for row in rows if row.response])


def _judge(rows: list[Row], desk: Desk | None) -> None:
    for row in rows:
        lead = row.lead
        if lead is None or lead.pk is not None or lead.status != Status.RECEIVED or not row.is_open:
            continue
        if desk is None:
            lead.status_reason = "No edition is in force; it is judged when one takes force."
            continue
        judge(lead, desk, message=row.arrival.message)


def _keep(actor: Actor, rows: list[Row], *, origin: str, at: datetime) -> None:
    leads = [row.lead for row in rows if row.is_open]
    insert([lead for lead in leads if lead is not None and lead._state.adding])
    firsts = set()
    links = []
    for row in rows:
        if row.lead is not None and row.response is not None:
            links.append(
                LeadResponse(lead=row.lead, response=row.response, is_first=row.lead.pk not in firsts and row.is_open)
            )
            firsts.add(row.lead.pk)
    insert(links)
    insert([fact for row in rows if row.is_open and row.lead for fact in _facts(actor, row, origin, at)])
    for row in rows:
        if row.response is not None:
            _tell(actor, row, origin=origin, at=at)


def _facts(actor: Actor, row: Row, origin: str, at: datetime) -> list[Fact]:
    lead = row.lead
    if lead is None:
        return []
    return [
        Fact(
            record_kind="lead",
            record_id=lead.pk,
            field=name,
            value=value,
            origin=origin,
            actor=actor.label,
            known_at=at,
        )
        for name, value in lead.facts.items()
    ]


def _tell(actor: Actor, row: Row, *, origin: str, at: datetime) -> None:
    """Received and judged and delivered are one entry here: they are one act of the product."""
    lead, response = row.lead, row.response
    if response is None:
        return
    why = Entry.Origin.IMPORT if origin == "import" else Entry.Origin.SYSTEM
    if lead is None or not row.is_open:
        on = lead or response
        record(
            actor,
            "leads.response.joined",
            on,
            happened_at=at,
            origin=why,
            territory_id=lead.territory_id if lead else None,
            detail={"response": response.pk},
        )
        return
    detail = {
        "received_at": lead.received_at,
        "status": lead.status,
        "verdict": lead.verdict,
        "level": lead.level,
        "owner": lead.owner_id,
        "matched_by": row.who.matched_by if row.who else "",
    }
    record(
        actor,
        "leads.lead.received",
        lead,
        happened_at=at,
        origin=why,
        territory_id=lead.territory_id,
        edition_id=lead.edition_id,
        detail={key: value for key, value in detail.items() if value not in (None, "")},
    )


def _answer(row: Row) -> TakenIn:
    if row.answer is not None and row.answer.outcome != "joined":
        return row.answer
    lead = row.lead
    outcome = "created" if row.answer is None else "joined"
    if lead is None:
        return TakenIn(outcome, because=row.answer.because if row.answer else "")
    because = row.answer.because if row.answer else lead.routed_because or lead.status_reason
    return TakenIn(outcome, lead.pk, lead.status, lead.verdict, lead.level, because)

"""Every write to communications and their costs."""

from datetime import date, datetime
from decimal import Decimal

from samebook.communications.models import Communication, Cost
from samebook.communications.rules import check_communication
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

MAY_COMMUNICATE = (Role.MARKETING, Role.ADMINISTRATOR)


@action
def add_communication(
    actor: Actor,
    *,
    name: str,
    channel: str,
    at: datetime,
    offer: str = "",
    external_id: str | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
) -> Communication:
    """Enter something that is said to the market.

    Raises:
        Refused: ``access.denied``, ``communications.exists``, or what ``check_communication`` refuses.
    """
    actor.require(*MAY_COMMUNICATE, to="enter a communication")
    check_communication(name=name, channel=channel, started_on=started_on, ended_on=ended_on)
    if external_id and Communication.objects.filter(external_id=external_id).exists():
        raise Refused("communications.exists", f"There is one with the id {external_id} already.", "external_id")
    communication = Communication.objects.create(
        external_id=external_id or None,
        name=name.strip(),
        channel=channel.strip()[:40],
        offer=offer.strip()[:300],
        started_on=started_on,
        ended_on=ended_on,
        created_at=at,
    )
    record(actor, "communications.communication.added", communication, happened_at=at, detail={"name": name.strip()})
    return communication


@action
def book_cost(
    actor: Actor,
    *,
    booked_on: date,
    amount: Decimal,
    currency: str,
    at: datetime,
    communication: Communication | None = None,
    source: str = "",
    description: str = "",
    external_id: str | None = None,
) -> Cost:
    """Book what a communication, or a source as a whole, cost on a day."""
    actor.require(*MAY_COMMUNICATE, to="book a cost")
    cost = Cost.objects.create(
        external_id=external_id or None,
        communication=communication,
        source=source,
        booked_on=booked_on,
        amount=amount,
        currency_id=currency,
        description=description[:200],
        created_at=at,
    )
    record(
        actor,
        "communications.cost.booked",
        cost,
        happened_at=at,
        detail={"amount": str(amount), "currency": currency, "booked_on": booked_on},
    )
    return cost

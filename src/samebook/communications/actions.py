"""Recording what was said to the market and what it cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samebook.accounts.rules import clean_text
from samebook.communications.models import Communication, Cost
from samebook.communications.queries import communications_named
from samebook.communications.rules import check_period
from samebook.company.queries import currencies
from samebook.company.rules import check_in_use
from samebook.exchange.keeping import each, written
from samebook.exchange.targets import RowOutcome
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.money import check_amount
from samebook.kernel.refusals import Refused

KEEPERS = (Role.MARKETING, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class CommunicationInput:
    """A communication as a form or a file gives it; ``external_id`` "" when it has none."""

    name: str
    channel: str
    external_id: str = ""
    offer: str = ""
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class CostInput:
    """A cost as a form or a file gives it. ``communication`` is an external id or a name."""

    amount: Decimal
    currency: str
    booked_on: date
    external_id: str = ""
    communication: str = ""
    source: str = ""
    description: str = ""


@action
def keep_communications(actor: Actor, given: Sequence[CommunicationInput], *, at: datetime) -> list[RowOutcome]:
    """Add communications, or change those that are here under the same external id (else the same name).

    Returns:
        One answer for each, in order.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*KEEPERS, to="record communications")
    known = communications_named({key for one in given for key in (one.external_id, one.name)})
    return each(given, lambda one: _keep_communication(actor, one, known, at))


def _keep_communication(
    actor: Actor, one: CommunicationInput, known: dict[str, Communication], at: datetime
) -> RowOutcome:
    values = {
        "name": clean_text(one.name, "name", 200) or _missing("name"),
        "channel": clean_text(one.channel, "channel", 40) or _missing("channel"),
        "offer": clean_text(one.offer, "offer", 300),
        "started_on": one.started_on,
        "ended_on": one.ended_on,
    }
    check_period(one.started_on, one.ended_on)
    key = clean_text(one.external_id, "external_id", 100)
    found = known.get(key or values["name"])  # type: ignore[arg-type]
    if found is None or (not key and found.external_id):
        found = Communication(external_id=key or None, created_at=at)
    changed = [name for name, value in values.items() if value not in ("", None) and getattr(found, name) != value]
    what = written(found, {name: values[name] for name in changed})
    if what != "unchanged":
        known[key or found.name] = found
        said = "added" if what == "created" else "changed"
        record(actor, f"communications.communication.{said}", found, detail={"fields": sorted(changed)})
    return RowOutcome(what, found.pk)


@action
def keep_costs(actor: Actor, given: Sequence[CostInput], *, at: datetime) -> list[RowOutcome]:
    """Book costs; one that is here under its external id is changed to what is said now.

    Returns:
        One answer for each, in order.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*KEEPERS, to="book costs")
    known = communications_named({one.communication for one in given})
    here = {cost.external_id: cost for cost in Cost.objects.filter(external_id__in=_ids(given))}
    codes = frozenset(currencies())
    return each(given, lambda one: _keep_cost(actor, one, known, here, codes, at=at))


def _keep_cost(
    actor: Actor,
    one: CostInput,
    known: dict[str, Communication],
    here: dict[str | None, Cost],
    codes: Collection[str],
    *,
    at: datetime,
) -> RowOutcome:
    if one.communication and one.communication not in known:
        shown = one.communication[:60]
        raise Refused(
            "communications.unknown", f"There is no communication “{shown}”; bring it first.", "communication"
        )
    communication = known.get(one.communication)
    values = {
        "communication_id": communication.pk if communication else None,
        "source": clean_text(one.source, "source", 60),
        "booked_on": one.booked_on,
        "amount": check_amount(one.amount),
        "currency_id": check_in_use(one.currency, codes),
        "description": clean_text(one.description, "description", 200),
    }
    key = clean_text(one.external_id, "external_id", 100)
    cost = here.get(key) or Cost(external_id=key or None, created_at=at)
    what = written(cost, values)
    if key:
        here[key] = cost
    if what != "unchanged":
        amount = {"amount": str(values["amount"]), "currency": values["currency_id"]}
        record(actor, f"communications.cost.{'booked' if what == 'created' else 'changed'}", cost, detail=amount)
    return RowOutcome(what, cost.pk)


def _ids(given: Sequence[CostInput]) -> set[str]:
    return {one.external_id for one in given if one.external_id}


def _missing(name: str) -> str:
    raise Refused("communications.required", f"Give the {name}.", name)

"""Changing what is known of an open opportunity; each move of its close date is kept."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from samebook.accounts.models import Person
from samebook.book import format_value, parse_value
from samebook.buying import hooks
from samebook.buying.actions.base import money, save, source_of, tell, text, to_work_on
from samebook.buying.models import CloseDateMove, Opportunity
from samebook.buying.pipelines import way_of
from samebook.buying.recounting import recount
from samebook.buying.rules import (
    check_forecast,
    check_has_currency,
    check_next_step,
    check_partner,
    check_people,
    check_plans,
    check_said,
)
from samebook.company.queries import active_reps
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


class Changes(TypedDict, total=False):
    """What may be changed; what is not named stays. ``facts`` are values of declared fields by name, as text."""

    name: str
    amount: Decimal | None
    currency: str | None
    expected_close_date: date | None
    premise: str
    source: str
    forecast: str
    next_step: str
    next_step_on: date | None
    owner_id: int | None
    partner_id: int | None
    communication_id: int | None
    facts: Mapping[str, str]


COLUMNS = {"currency": "currency_id"}
LONGEST = {"name": 200, "source": 60, "premise": 5000, "next_step": 200}


@action
def change_opportunity(
    actor: Actor,
    opportunity_id: int,
    *,
    at: datetime,
    seen: int | None = None,
    why: str = "",
    **said: Unpack[Changes],
) -> Opportunity:
    """Change what is known of an open opportunity; what is the same is not told.

    Args:
        seen: The version that was read, so that nobody writes over another's change.
        why: Why the close date is moved; kept with the move.

    Raises:
        Refused: ``buying.changed_meanwhile``, ``buying.amount_without_currency``, ``buying.unknown_owner``,
            ``buying.unknown_field``, or another of ``rules``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    new = _wanted(opportunity, said, at)
    before = {name: getattr(opportunity, COLUMNS.get(name, name)) for name in new}
    changed = [name for name in new if before[name] != new[name]]
    if not changed:
        return opportunity
    was_money, was_date = money(opportunity.amount, opportunity.currency_id), opportunity.expected_close_date
    for name in changed:
        setattr(opportunity, COLUMNS.get(name, name), new[name])
    _check(opportunity, changed)
    save(opportunity, *changed)
    if "expected_close_date" in changed:
        _move_date(actor, opportunity, was_date, at, why)
    told: dict[str, object] = {
        name: [text(before[name]), text(new[name])]
        for name in changed
        if name not in ("amount", "currency", "facts", "owner_id")
    }
    now_money = money(opportunity.amount, opportunity.currency_id)
    told |= {"amount": [was_money, now_money]} if was_money != now_money else {}
    told |= {"owner": [text(before["owner_id"]), text(new["owner_id"])]} if "owner_id" in changed else {}
    if "facts" in changed:
        names = [
            name for name in {**before["facts"], **new["facts"]} if before["facts"].get(name) != new["facts"].get(name)
        ]
        told |= {name: [before["facts"].get(name, ""), new["facts"].get(name, "")] for name in names}
    tell(actor, "changed", opportunity, at, **told)
    return opportunity


@action
def name_people(
    actor: Actor, opportunity_id: int, *, people: Collection[int], at: datetime, seen: int | None = None
) -> Opportunity:
    """Say who at the customer takes part: people of the account, by id; those left out take part no longer.

    Raises:
        Refused: ``buying.not_at_account``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    wanted, here = set(people), set(opportunity.people.values_list("pk", flat=True))
    living = Person.objects.filter(account__opportunities=opportunity, erased_at=None, merged_into=None)
    check_people(wanted, at_account=set(living.values_list("pk", flat=True)), here=here)
    if wanted != here:
        opportunity.people.set(wanted)
        save(opportunity)
        tell(actor, "people_named", opportunity, at, people=sorted(wanted))
        for told in hooks.people_changed:
            told(actor, opportunity, wanted - here, here - wanted, at)
    return opportunity


def _wanted(opportunity: Opportunity, said: Changes, at: datetime) -> dict[str, Any]:
    new: dict[str, Any] = dict(said)
    for name, most in LONGEST.items():
        if name in new:
            new[name] = new[name].strip()[:most] if name != "premise" else new[name][:most]
    if "name" in new:
        check_said(new["name"], "what the sale is called", "name")
    if "facts" in new:
        new["facts"] = _facts(opportunity, new["facts"], at)
    if "currency" in new and "amount" not in new and new["currency"] is None:
        new["amount"] = None
    return new


def _facts(opportunity: Opportunity, said: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The declared values as they are to be; an empty text takes one away."""
    selling, _ = way_of(opportunity, at)
    facts = dict(opportunity.facts)
    for name, written in said.items():
        declared = selling.declared.get(name)
        if declared is None:
            raise Refused(
                "buying.unknown_field", f"The Book declares no field {name[:60]!r} of opportunities.", name[:60]
            )
        try:
            value = parse_value(declared.type, str(written).strip()) if str(written).strip() else None
        except Refused as refused:
            raise Refused(refused.code, refused.message, name) from refused
        if value is not None and declared.choices and value not in declared.choices:
            raise Refused("buying.unknown_choice", f"Choose one of {', '.join(declared.choices)}.", name)
        facts[name] = "" if value is None else format_value(value)
    return {name: value for name, value in facts.items() if value}


def _check(opportunity: Opportunity, changed: Collection[str]) -> None:
    check_has_currency(opportunity.amount, opportunity.currency_id)
    check_forecast(opportunity.forecast)
    check_next_step(opportunity.next_step, opportunity.next_step_on)
    check_plans(expected_close_date=opportunity.expected_close_date, next_step_on=opportunity.next_step_on)
    check_partner(opportunity.partner_id, opportunity.account_id)
    owner = opportunity.owner_id
    if "owner_id" in changed and owner is not None and not active_reps().filter(pk=owner).exists():
        raise Refused("buying.unknown_owner", "Choose a rep who works here.", "owner")


def _move_date(actor: Actor, opportunity: Opportunity, before: date | None, at: datetime, why: str) -> None:
    CloseDateMove.objects.create(
        opportunity=opportunity,
        from_date=before,
        to_date=opportunity.expected_close_date,
        happened_at=at,
        recorded_at=at,
        origin=source_of(actor),
        user_id=actor.id,
        why=why.strip()[:500],
    )
    recount([opportunity.pk])

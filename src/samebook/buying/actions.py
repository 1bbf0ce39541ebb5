"""Every write to opportunities."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from samebook.accounts.models import Account, Person
from samebook.buying.models import Opportunity, StageChange
from samebook.buying.queries import opportunities_for
from samebook.buying.rules import (
    MAY_SELL,
    check_closing,
    check_has_currency,
    check_is_open,
    check_lost_reason,
    check_may_work_on,
    check_people,
    check_stage,
)
from samebook.buying.terms import Stage
from samebook.company.queries import local_zone
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused


@action
def open_opportunity(
    actor: Actor,
    *,
    name: str,
    account: Account | None,
    people: list[Person],
    owner_id: int | None,
    territory_id: int | None,
    at: datetime,
    opened_on: date,
    source: str = "",
    communication_id: int | None = None,
    premise: str = "",
    amount: Decimal | None = None,
    currency: str | None = None,
    expected_close_date: date | None = None,
) -> Opportunity:
    """Open a sale that may happen.

    Args:
        opened_on: The company's day; never after the day of ``at``.
        premise: What the customer was promised.
        amount: With its currency, or neither.

    Raises:
        Refused: ``access.denied``, ``buying.amount_without_currency``, ``buying.name_missing``.
    """
    actor.require(*MAY_SELL, to="open an opportunity")
    if not name.strip():
        raise Refused("buying.name_missing", "Give the opportunity a name.", "name")
    check_has_currency(amount, currency)
    opportunity = Opportunity.objects.create(
        name=name.strip()[:200],
        account=account,
        owner_id=owner_id,
        territory_id=territory_id,
        communication_id=communication_id,
        source=source,
        premise=premise,
        stage=Stage.DISCOVERY,
        amount=amount,
        currency_id=currency,
        opened_on=opened_on,
        expected_close_date=expected_close_date,
        created_at=at,
    )
    opportunity.people.set(people)
    _enter_stage(opportunity, Stage.DISCOVERY, at)
    _tell(actor, "opened", opportunity, at, amount=amount, currency=currency)
    return opportunity


@action
def move_to_stage(actor: Actor, opportunity_id: int, *, stage: str, at: datetime) -> Opportunity:
    """Move an open opportunity to another stage, forward or back."""
    opportunity = _to_work_on(actor, opportunity_id)
    check_stage(stage)
    if stage == opportunity.stage:
        return opportunity
    before, opportunity.stage = opportunity.stage, stage
    opportunity.save(update_fields=["stage"])
    _enter_stage(opportunity, stage, at)
    _tell(actor, "moved", opportunity, at, before=before, after=stage)
    return opportunity


@action
def change_opportunity(
    actor: Actor,
    opportunity_id: int,
    *,
    amount: Decimal | None,
    currency: str | None,
    expected_close_date: date | None,
    premise: str,
    at: datetime,
) -> Opportunity:
    """Change the amount, the expected close date and the premise of an open opportunity."""
    opportunity = _to_work_on(actor, opportunity_id)
    check_has_currency(amount, currency)
    before = {
        "amount": _money(opportunity.amount, opportunity.currency_id),
        "expected_close_date": opportunity.expected_close_date,
        "premise": opportunity.premise,
    }
    opportunity.amount, opportunity.currency_id = amount, currency
    opportunity.expected_close_date, opportunity.premise = expected_close_date, premise
    opportunity.save(update_fields=["amount", "currency", "expected_close_date", "premise"])
    after = {"amount": _money(amount, currency), "expected_close_date": expected_close_date, "premise": premise}
    changed = {name: [_text(before[name]), _text(after[name])] for name in before if before[name] != after[name]}
    if changed:
        _tell(actor, "changed", opportunity, at, **changed)
    return opportunity


@action
def name_people(actor: Actor, opportunity_id: int, *, people: Collection[int], at: datetime) -> Opportunity:
    """Say who at the customer takes part: people of the account, by id; those left out take part no longer.

    Raises:
        Refused: ``buying.not_at_account``.
    """
    opportunity = _to_work_on(actor, opportunity_id)
    wanted, here = set(people), set(opportunity.people.values_list("pk", flat=True))
    living = Person.objects.filter(account__opportunities=opportunity, erased_at=None, merged_into=None)
    check_people(wanted, at_account=set(living.values_list("pk", flat=True)), here=here)
    if wanted != here:
        opportunity.people.set(wanted)
        _tell(actor, "people_named", opportunity, at, people=sorted(wanted))
    return opportunity


@action
def close_won(actor: Actor, opportunity_id: int, *, closed_on: date, reason: str, at: datetime) -> Opportunity:
    """Record that the customer bought. The account becomes a customer."""
    opportunity = _to_work_on(actor, opportunity_id)
    check_closing(opened_on=opportunity.opened_on, closed_on=closed_on, today=at.astimezone(local_zone()).date())
    _close(actor, opportunity, at, outcome="won", closed_on=closed_on, reason=reason)
    if opportunity.account_id is not None:
        Account.objects.filter(pk=opportunity.account_id).update(is_customer=True)
    return opportunity


@action
def close_lost(actor: Actor, opportunity_id: int, *, closed_on: date, reason: str, at: datetime) -> Opportunity:
    """Record that the customer did not buy, and why."""
    opportunity = _to_work_on(actor, opportunity_id)
    check_lost_reason(reason)
    check_closing(opened_on=opportunity.opened_on, closed_on=closed_on, today=at.astimezone(local_zone()).date())
    _close(actor, opportunity, at, outcome="lost", closed_on=closed_on, reason=reason)
    return opportunity


@action
def bring_in(actor: Actor, opportunities: Sequence[Opportunity], *, at: datetime) -> None:
    """Keep opportunities that a file brought, open or closed; accounts that bought become customers.

    Args:
        opportunities: Unsaved, checked; at most 500.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="import opportunities")
    for opportunity in opportunities:
        check_stage(opportunity.stage)
    Opportunity.objects.bulk_create(opportunities)
    StageChange.objects.bulk_create(
        [
            StageChange(opportunity=each, stage=each.stage, happened_at=_midnight(each.opened_on), recorded_at=at)
            for each in opportunities
        ]
    )
    won = {each.account_id for each in opportunities if each.outcome == Opportunity.Outcome.WON and each.account_id}
    Account.objects.filter(pk__in=won).update(is_customer=True)
    for each in opportunities:
        record(
            actor,
            "buying.opportunity.imported",
            each,
            happened_at=at,
            origin=Entry.Origin.IMPORT,
            territory_id=each.territory_id,
            detail={"opened_on": each.opened_on, "outcome": each.outcome, "closed_on": each.closed_on},
        )


def _money(amount: Decimal | None, currency: str | None) -> str:
    return "" if amount is None else f"{amount:.2f} {currency}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _to_work_on(actor: Actor, opportunity_id: int) -> Opportunity:
    actor.require(*MAY_SELL, to="change an opportunity")
    opportunity = opportunities_for(actor).select_for_update(of=("self",)).filter(pk=opportunity_id).first()
    if opportunity is None:
        raise Missing("opportunity")
    check_may_work_on(actor, owner_id=opportunity.owner_id)
    check_is_open(opportunity.outcome)
    return opportunity


def _close(actor: Actor, opportunity: Opportunity, at: datetime, *, outcome: str, closed_on: date, reason: str) -> None:
    opportunity.outcome, opportunity.closed_on, opportunity.outcome_reason = outcome, closed_on, reason[:100]
    opportunity.save(update_fields=["outcome", "closed_on", "outcome_reason"])
    _tell(actor, outcome, opportunity, at, closed_on=closed_on, reason=reason[:100])


def _enter_stage(opportunity: Opportunity, stage: str, at: datetime) -> None:
    StageChange.objects.create(opportunity=opportunity, stage=stage, happened_at=at, recorded_at=at)


def _tell(actor: Actor, verb: str, opportunity: Opportunity, at: datetime, **detail: object) -> None:
    record(
        actor,
        f"buying.opportunity.{verb}",
        opportunity,
        happened_at=at,
        territory_id=opportunity.territory_id,
        detail={
            key: value if isinstance(value, list) else str(value) for key, value in detail.items() if value is not None
        },
    )

"""Opening an opportunity, also one that was lost before."""

from datetime import date, datetime
from decimal import Decimal

from samebook.accounts.models import Account, Person
from samebook.book.pipelines import PipelineStage
from samebook.buying import hooks
from samebook.buying.actions.base import source_of, tell
from samebook.buying.models import CloseDateMove, Opportunity, StageChange
from samebook.buying.pipelines import selling_at
from samebook.buying.queries import opportunity_for
from samebook.buying.rules import (
    MAY_SELL,
    check_forecast,
    check_has_currency,
    check_is_lost,
    check_next_step,
    check_partner,
    check_plans,
)
from samebook.buying.terms import Forecast
from samebook.jobs.rows import insert
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


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
    pipeline: str | None = None,
    forecast: str = Forecast.PIPELINE,
    next_step: str = "",
    next_step_on: date | None = None,
    partner_id: int | None = None,
    external_id: str | None = None,
    won_back_from_id: int | None = None,
) -> Opportunity:
    """Open a sale that may happen, in the first stage of its pipeline.

    Args:
        opened_on: The company's day; never after the day of ``at``.
        premise: What the customer was promised.
        amount: With its currency, or neither.
        pipeline: By its name in the Book; the first one when not given.
        won_back_from_id: The lost opportunity that comes back as this one; `win_back` gives it.

    Raises:
        Refused: ``access.denied``, ``buying.amount_without_currency``, ``buying.name_missing``,
            ``buying.unknown_pipeline``, ``buying.known_already``, or another of ``rules``.
    """
    actor.require(*MAY_SELL, to="open an opportunity")
    if not name.strip():
        raise Refused("buying.name_missing", "Give the opportunity a name.", "name")
    check_has_currency(amount, currency)
    check_forecast(forecast)
    check_next_step(next_step, next_step_on)
    check_plans(expected_close_date=expected_close_date, next_step_on=next_step_on)
    check_partner(partner_id, account.pk if account else None)
    if external_id and Opportunity.objects.filter(external_id=external_id).exists():
        raise Refused("buying.known_already", "An opportunity has this external id already.", "external_id")
    selling = selling_at(at)
    way = selling.to_open_in(pipeline)
    first = way.stages[0]
    opportunity = Opportunity(
        external_id=external_id or None,
        origin="person" if actor.id is not None else "api",
        name=name.strip()[:200],
        account=account,
        owner_id=owner_id,
        territory_id=territory_id,
        communication_id=communication_id,
        partner_id=partner_id,
        source=source,
        premise=premise,
        pipeline=way.name,
        edition_id=selling.edition_id,
        stage=first.name,
        stage_entered_at=at,
        forecast=forecast,
        next_step=next_step.strip()[:200],
        next_step_on=next_step_on,
        amount=amount,
        currency_id=currency,
        opened_on=opened_on,
        expected_close_date=expected_close_date,
        won_back_from_id=won_back_from_id,
        created_at=at,
    )
    insert([opportunity])
    opportunity.people.set(people)
    _begin_histories(actor, opportunity, first, at)
    tell(actor, "opened", opportunity, at, amount=amount, currency=currency, won_back_from=won_back_from_id)
    if people:
        for heard in hooks.people_changed:
            heard(actor, opportunity, {person.pk for person in people}, (), at)
    for told in hooks.stage_entered:
        told(actor, opportunity, at)
    return opportunity


def _begin_histories(actor: Actor, opportunity: Opportunity, first: PipelineStage, at: datetime) -> None:
    """Its first stage and, where it has one, its first close date."""
    source = source_of(actor)
    entered = StageChange(
        opportunity=opportunity, stage=first.name, decision=first.decision, happened_at=at, recorded_at=at,
        origin=source, user_id=actor.id, visit=1,
    )  # fmt: skip
    insert([entered])
    if opportunity.expected_close_date is not None:
        planned = CloseDateMove(
            opportunity=opportunity, to_date=opportunity.expected_close_date, happened_at=at, recorded_at=at,
            origin=source, user_id=actor.id,
        )  # fmt: skip
        insert([planned])


@action
def win_back(actor: Actor, opportunity_id: int, *, name: str = "", at: datetime, opened_on: date) -> Opportunity:
    """Begin a new sale to an account that was lost: a new opportunity that points to the lost one.

    Raises:
        Refused: ``buying.not_lost``, or what `open_opportunity` refuses.
    """
    actor.require(*MAY_SELL, to="open an opportunity")
    lost = opportunity_for(actor, opportunity_id)
    check_is_lost(lost.outcome)
    selling = selling_at(at)
    return open_opportunity(
        actor,
        name=name or lost.name,
        account=lost.account,
        people=list(lost.people.filter(erased_at=None)),
        owner_id=actor.id or lost.owner_id,
        territory_id=lost.territory_id,
        at=at,
        opened_on=opened_on,
        source=lost.source,
        premise=lost.premise,
        pipeline=lost.pipeline if selling.named(lost.pipeline) else None,
        won_back_from_id=lost.pk,
    )

"""Opportunities that files bring, open or closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from samebook.accounts.models import Account
from samebook.buying.models import CloseDateMove, Closing, Opportunity, ProductLine, StageChange
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.recounting import recount, start_of
from samebook.buying.rules import check_stage
from samebook.buying.terms import Source
from samebook.company.queries import local_zone
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role

MAY_IMPORT = (Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR)


@action
def bring_in(actor: Actor, opportunities: Sequence[Opportunity], *, at: datetime) -> None:
    """Keep opportunities that a file brought, open or closed; accounts that bought become customers.

    That each entered its stage when it opened is assumed until a history says otherwise.

    Args:
        opportunities: Unsaved, checked; at most 500. A stage that is empty becomes the first of its pipeline.
    """
    actor.require(*MAY_IMPORT, to="import opportunities")
    selling, zone = selling_at(at), local_zone()
    for opportunity in opportunities:
        place(opportunity, selling)
    Opportunity.objects.bulk_create(opportunities)
    StageChange.objects.bulk_create([_assumed(each, selling, at, zone) for each in opportunities])
    CloseDateMove.objects.bulk_create(_expected(opportunities, at, zone))
    Closing.objects.bulk_create(_closings(opportunities, at, zone))
    recount([each.pk for each in opportunities])
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


@action
def offer_products(actor: Actor, products: Mapping[Opportunity, str], *, at: datetime) -> None:
    """Keep the one product that a row of a file names for an opportunity it brought; told with that it was brought."""
    actor.require(*MAY_IMPORT, to="import opportunities")
    lines = [
        ProductLine(opportunity=each, product=name.strip()[:100]) for each, name in products.items() if name.strip()
    ]
    ProductLine.objects.bulk_create(lines)


def place(opportunity: Opportunity, selling: Selling) -> None:
    """Put an unsaved opportunity into its pipeline; one that names none, or the default's word for it, into the first.

    Raises:
        Refused: ``buying.unknown_pipeline``, ``buying.unknown_stage``.
    """
    known = selling.named(opportunity.pipeline)
    pipeline = known or selling.to_open_in(None if opportunity.is_in_default else opportunity.pipeline)
    opportunity.pipeline, opportunity.edition_id = pipeline.name, selling.edition_id
    opportunity.stage = opportunity.stage or pipeline.stages[0].name
    check_stage(opportunity.stage, [stage.name for stage in pipeline.stages])


def _assumed(opportunity: Opportunity, selling: Selling, at: datetime, zone: tzinfo) -> StageChange:
    pipeline = selling.named(opportunity.pipeline)
    stage = pipeline.stage(opportunity.stage) if pipeline else None
    return StageChange(
        opportunity=opportunity,
        stage=opportunity.stage,
        decision=stage.decision if stage else "",
        happened_at=start_of(opportunity.opened_on, zone),
        recorded_at=at,
        origin=Source.ASSUMED,
    )


def _expected(opportunities: Sequence[Opportunity], at: datetime, zone: tzinfo) -> list[CloseDateMove]:
    """That each was expected to close on its day when it opened."""
    return [
        CloseDateMove(
            opportunity=each,
            to_date=each.expected_close_date,
            happened_at=start_of(each.opened_on, zone),
            recorded_at=at,
            origin=Source.ASSUMED,
        )
        for each in opportunities
        if each.expected_close_date is not None
    ]


def _closings(opportunities: Sequence[Opportunity], at: datetime, zone: tzinfo) -> list[Closing]:
    return [
        Closing(
            opportunity=each,
            outcome=each.outcome,
            reason=each.outcome_reason,
            closed_on=each.closed_on,
            closed_at=start_of(each.closed_on, zone),
            recorded_at=at,
            origin=Source.IMPORT,
        )
        for each in opportunities
        if each.closed_on is not None
    ]

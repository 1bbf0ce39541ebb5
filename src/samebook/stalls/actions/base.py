"""What the actions on stalls share: where a stall stands, when its sale was open, and what is told."""

from datetime import datetime

from samebook.accounts.models import Person
from samebook.buying.models import Closing, Opportunity
from samebook.buying.pipelines import way_of
from samebook.buying.recounting import start_of
from samebook.company.queries import local_zone
from samebook.journal.actions import record
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.stalls.models import Stall
from samebook.stalls.rules import Span

LONGEST = 500


def opening_of(opportunity: Opportunity) -> datetime:
    """The first moment of the day on which the sale was opened."""
    return start_of(opportunity.opened_on, local_zone())


def closed_times(opportunity: Opportunity) -> list[Span]:
    """The times in which the sale was closed."""
    rows = Closing.objects.filter(opportunity=opportunity).values_list("closed_at", "reopened_at")
    return [Span(start, until) for start, until in rows]


def place_of(opportunity: Opportunity, since: datetime, at: datetime) -> tuple[str, str]:
    """The stage that the sale was in at an instant, and the customer's decision that it is part of."""
    visits = opportunity.stage_changes.filter(visit__isnull=False, happened_at__lte=since)
    entered = visits.order_by("-happened_at", "-id").first()
    stage = entered.stage if entered is not None else opportunity.stage
    if entered is not None and entered.decision:
        return stage, entered.decision
    _, pipeline = way_of(opportunity, at)
    known = pipeline.stage(stage)
    return stage, known.decision if known else ""


def people_of(opportunity: Opportunity) -> set[int]:
    """Those who take part, and the living people at the account."""
    here = set(opportunity.people.filter(erased_at=None, merged_into=None).values_list("pk", flat=True))
    if opportunity.account_id is None:
        return here
    living = Person.objects.filter(account=opportunity.account_id, erased_at=None, merged_into=None)
    return here | set(living.values_list("pk", flat=True))


def tell(
    actor: Actor, verb: str, stall: Stall, territory_id: int | None, at: datetime, *, imported: bool = False
) -> None:
    """One journal entry about a stall; who stalls and the words about them are no part of it."""
    said = {"opportunity": stall.opportunity_id, "cause": stall.cause, "stage": stall.stage, "rule": stall.rule,
            "ended_by": stall.ended_by}  # fmt: skip
    record(
        actor,
        f"stalls.stall.{verb}",
        stall,
        happened_at=at,
        origin=Entry.Origin.IMPORT if imported else Entry.Origin.SYSTEM,
        territory_id=territory_id,
        detail={key: value for key, value in said.items() if value not in (None, "")},
    )

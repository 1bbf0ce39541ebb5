"""Moving an opportunity from stage to stage."""

from datetime import datetime

from samebook.buying import hooks
from samebook.buying.actions.base import save, source_of, tell, to_work_on
from samebook.buying.exits import LONGEST_REASON, check_may_go_on, unmet
from samebook.buying.models import Opportunity, StageChange
from samebook.buying.pipelines import Way, way_of
from samebook.buying.recounting import recount
from samebook.buying.rules import check_stage
from samebook.jobs.rows import insert
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


@action
def move_to_stage(
    actor: Actor, opportunity_id: int, *, stage: str, at: datetime, despite: str = "", seen: int | None = None
) -> Opportunity:
    """Move an open opportunity to another stage, forward or back.

    Args:
        despite: Why it goes on though the exit of a stage is not met; kept with the move.

    Raises:
        Refused: ``buying.unknown_stage``, ``buying.exit_unknown``, ``buying.exit_unmet``, or as ``to_work_on``.
    """
    opportunity = to_work_on(actor, opportunity_id, seen=seen)
    selling, pipeline = way_of(opportunity, at)
    check_stage(stage, [each.name for each in pipeline.stages])
    if stage == opportunity.stage:
        return opportunity
    found = unmet(opportunity, selling, pipeline, to=stage)
    check_may_go_on(found, despite=despite)
    reason = despite.strip()[:LONGEST_REASON] if found else ""
    before, opportunity.stage = opportunity.stage, stage
    opportunity.stage_entered_at, opportunity.slipped_at = at, None
    save(opportunity, "stage", "stage_entered_at", "slipped_at")
    enter(actor, opportunity, at, (selling, pipeline), despite=reason)
    tell(actor, "moved", opportunity, at, before=before, after=stage, despite=reason)
    return opportunity


def enter(actor: Actor, opportunity: Opportunity, at: datetime, way: Way | None = None, *, despite: str = "") -> None:
    """Write down that it entered the stage it is in, and what follows for the stages before.

    Args:
        way: As ``way_of`` gives it, where that is known.
    """
    selling, pipeline = way or way_of(opportunity, at)
    known = pipeline.stage(opportunity.stage)
    change = StageChange(
        opportunity=opportunity,
        stage=opportunity.stage,
        decision=known.decision if known else "",
        happened_at=at,
        recorded_at=at,
        origin=source_of(actor),
        user_id=actor.id,
        despite=despite,
    )
    insert([change])
    recount([opportunity.pk], {each.name: each for each in selling.pipelines})
    for told in hooks.stage_entered:
        told(actor, opportunity, at)

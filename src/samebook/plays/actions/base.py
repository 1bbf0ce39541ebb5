"""What the actions on plays share: who works on what, a rep's minutes, and what is told."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from samebook.buying import queries
from samebook.buying.models import Opportunity
from samebook.journal.actions import record
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing
from samebook.plays.models import PlayRun, PlayVersion, RepMinutes
from samebook.plays.queries import run_for, version_for
from samebook.plays.rules import KEEPERS, check_draft, minutes_of
from samebook.plays.terms import Act

WRITE = "write plays"


def works_on(actor: Actor, opportunity: Opportunity) -> bool:
    """Whether the actor is the rep of an opportunity, works on it with them, or manages sales."""
    return queries.works_on(actor, opportunity)


def locked_run(actor: Actor, run_id: int) -> PlayRun:
    """The run, locked, with its opportunity; ``Missing`` when there is none for this actor.

    The opportunity is locked first, as by everybody: its closing ends runs, and so does the end of a stall.
    """
    seen = run_for(actor, run_id)
    Opportunity.objects.select_for_update().get(pk=seen.opportunity_id)
    run = PlayRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise Missing("play in use")
    return run


def locked_draft(actor: Actor, version_id: int) -> PlayVersion:
    """A draft, locked, with its play, for who writes plays.

    Raises:
        Refused: ``access.denied``, ``plays.not_a_draft``.
        Missing: There is none for this actor.
    """
    actor.require(*KEEPERS, to=WRITE)
    version_for(actor, version_id)
    version = PlayVersion.objects.select_for_update(of=("self",)).select_related("play").get(pk=version_id)
    check_draft(version.state)
    return version


def count_minutes(
    actor: Actor,
    act: Act,
    opportunity: Opportunity,
    at: datetime,
    *,
    run: PlayRun | None = None,
    stall_id: int | None = None,
    minutes: Decimal | None = None,
) -> None:
    """Count what an act cost, when it is the rep's: whoever owns the opportunity, or has the role.

    Args:
        minutes: What they said it took; the estimate when not given.
    """
    if actor.id is None or not (actor.has(Role.REP) or opportunity.owner_id == actor.id):
        return
    RepMinutes.objects.create(
        opportunity=opportunity,
        stall_id=run.stall_id if run is not None else stall_id,
        run=run,
        user_id=actor.id,
        act=act.value,
        minutes=minutes if minutes is not None else minutes_of(act),
        happened_at=at,
    )


def tell(
    actor: Actor, code: str, on: Model, at: datetime, *, territory_id: int | None = None, **detail: object
) -> None:
    """One journal entry; nobody at the customer is named in it."""
    said = {key: value for key, value in detail.items() if value not in (None, "")}
    record(actor, f"plays.{code}", on, happened_at=at, territory_id=territory_id, detail=said)

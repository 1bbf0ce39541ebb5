"""Every read of plays; what the actor may see of the opportunities is applied first."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from samebook.buying.queries import opportunities_for
from samebook.communications.models import HoldoutAccount
from samebook.company.queries import local_day
from samebook.kernel.access import SEES_RECORDS, Actor, Role
from samebook.kernel.refusals import Missing
from samebook.plays.models import Play, PlayAim, PlayDocument, PlayRequest, PlayRun, PlayStep, PlayVersion, RunStep
from samebook.plays.rules import HELPERS, KEEPERS
from samebook.plays.terms import Aim, Arm, Asked, Side, State, StepState

SEES_DRAFTS = (*KEEPERS, Role.SALES_MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR)
"""Others read what was approved."""


def versions_for(actor: Actor) -> QuerySet[PlayVersion]:
    """The versions that the actor may read: all, or those that were approved once; partners none."""
    versions = PlayVersion.objects.select_related("play", "play__owner", "approved_by")
    if not actor.has(*SEES_RECORDS):
        return versions.none()
    return versions if actor.has(*SEES_DRAFTS) else versions.exclude(state=State.DRAFT)


def plays_for(actor: Actor) -> QuerySet[Play]:
    """The plays with a version that the actor may read, by name, their versions newest first."""
    seen = versions_for(actor).prefetch_related("aims").order_by("-number")
    readable = versions_for(actor).filter(play=OuterRef("pk"))
    return (
        Play.objects.filter(Exists(readable))
        .select_related("owner")
        .prefetch_related(Prefetch("versions", seen))
        .order_by("name", "id")
    )


def play_for(actor: Actor, play_id: int) -> Play:
    """One play with the versions that the actor may read.

    Raises:
        Missing: There is none, or not for this actor.
    """
    found = plays_for(actor).filter(pk=play_id).first()
    if found is None:
        raise Missing("play")
    return found


def version_for(actor: Actor, version_id: int) -> PlayVersion:
    """One version with its aims and steps at hand; ``Missing`` when there is none for this actor."""
    found = versions_for(actor).prefetch_related("aims", STEPS).filter(pk=version_id).first()
    if found is None:
        raise Missing("play")
    return found


STEPS = Prefetch("steps", PlayStep.objects.select_related("document").order_by("place"))


def approved_versions(at: datetime, *, day: date | None = None) -> list[PlayVersion]:
    """The versions that are approved and current on the company's day, with aims and play; by name of the play.

    For matching and for the coverage of launches: not scoped, a version is no record of a customer.

    Args:
        day: The company's day, where it is known.
    """
    return list(
        PlayVersion.objects.filter(state=State.APPROVED, review_date__gte=day or local_day(at))
        .select_related("play")
        .prefetch_related("aims")
        .order_by("play__name", "id")
    )


def versions_prepared_for(aim: Aim, name: str, at: datetime) -> list[PlayVersion]:
    """The versions, as ``approved_versions`` gives them, that are offered on a stage or a role.

    One small query where there is none: this is asked at every move of a sale, and few stages have any.
    """
    if not PlayAim.objects.filter(kind=aim, name=name, version__state=State.APPROVED).exists():
        return []
    return [each for each in approved_versions(at) if name in each.named(aim)]


def step_for(actor: Actor, step_id: int) -> PlayStep:
    """One step of a version that the actor may read, with its version and its file; ``Missing`` for any other."""
    seen = versions_for(actor).order_by().values("pk")
    found = PlayStep.objects.select_related("version", "document").filter(pk=step_id, version__in=seen).first()
    if found is None:
        raise Missing("step")
    return found


def plays_answering(cause: str) -> list[Play]:
    """The plays that are approved for a cause, by name. Not scoped: a play is no record of a customer."""
    found = Play.objects.filter(
        versions__state=State.APPROVED, versions__aims__kind=Aim.CAUSE, versions__aims__name=cause
    )
    return list(found.distinct().order_by("name", "id"))


def document_for(actor: Actor, document_id: int) -> PlayDocument:
    """A file of a step that the actor may read.

    Raises:
        Missing: There is none, or not for this actor.
    """
    steps = PlayStep.objects.filter(document=OuterRef("pk"), version__in=versions_for(actor).order_by().values("pk"))
    found = PlayDocument.objects.filter(Exists(steps), pk=document_id).first()
    if found is None:
        raise Missing("document")
    return found


def runs_for(actor: Actor) -> QuerySet[PlayRun]:
    """The runs on the opportunities that the actor may see."""
    runs = PlayRun.objects.all()
    if actor.sees_all and actor.has(*SEES_RECORDS):
        return runs
    return runs.filter(opportunity__in=opportunities_for(actor).order_by().values("pk"))


def run_for(actor: Actor, run_id: int) -> PlayRun:
    """One run with all that its page shows; a lot that held an offer back is no page.

    Raises:
        Missing: It is not there, or not the actor's to see.
    """
    found = (
        runs_for(actor)
        .exclude(arm=Arm.HELD_BACK)
        .select_related("version__play__owner", "opportunity__owner", "opportunity__account", "stall", "person")
        .filter(pk=run_id)
        .first()
    )
    if found is None:
        raise Missing("play in use")
    return found


def steps_of(run: PlayRun) -> list[RunStep]:
    """The steps of a run that was found for the reader, in order."""
    steps = run.steps.select_related("step__document", "assigned_to", "ended_by")
    return list(steps.prefetch_related(ATTACHED).order_by("place"))


ATTACHED = Prefetch("attached", PlayDocument.objects.order_by("id"))


def run_step_for(actor: Actor, step_id: int) -> RunStep:
    """One step of a run that the actor may see; ``Missing`` when there is none for them."""
    found = RunStep.objects.filter(pk=step_id, run__in=runs_for(actor).order_by().values("pk")).first()
    if found is None:
        raise Missing("step")
    return found


def runs_on(actor: Actor, opportunity_id: int) -> list[PlayRun]:
    """What was offered and started on one opportunity, newest first, without what the lot held back."""
    found = runs_for(actor).filter(opportunity=opportunity_id).exclude(arm=Arm.HELD_BACK)
    return list(found.select_related("version__play", "stall", "started_by").order_by("-offered_at", "-id"))


def offers_waiting(actor: Actor) -> QuerySet[PlayRun]:
    """Plays that wait for a start on the actor's own open opportunities, those longest stalled first."""
    found = runs_for(actor).filter(started_at=None, ended_at=None, opportunity__outcome="open")
    found = found.exclude(arm=Arm.HELD_BACK).filter(opportunity__owner_id=actor.id or 0)
    return found.select_related("version__play", "opportunity", "stall").order_by(
        "stall__opened_at", "offered_at", "id"
    )


def offers_to_start(actor: Actor) -> QuerySet[PlayRun]:
    """Plays that wait for a start on anybody's open stalls, for those who start them for reps."""
    if not actor.has(*HELPERS):
        return PlayRun.objects.none()
    found = runs_for(actor).filter(started_at=None, ended_at=None, opportunity__outcome="open")
    found = found.exclude(arm=Arm.HELD_BACK).filter(stall__isnull=False, stall__closed_at=None)
    return found.select_related("version__play", "opportunity", "stall").order_by(
        "stall__opened_at", "offered_at", "id"
    )


def to_approve(actor: Actor) -> QuerySet[PlayRun]:
    """Plays that others took up for the actor and that wait for their word."""
    found = runs_for(actor).filter(started_at__isnull=False, approved_at=None, ended_at=None)
    found = found.filter(opportunity__owner_id=actor.id or 0)
    return found.select_related("version__play", "opportunity", "stall").order_by("started_at", "id")


def to_perform(actor: Actor) -> QuerySet[RunStep]:
    """The steps that wait for the actor, the first due first: given to them, or to nobody of their side."""
    mine = Q(assigned_to_id=actor.id or 0)
    sides = [side for side in (Side.MARKETING, Side.TELESALES) if actor.has(Role(side.value))]
    found = RunStep.objects.filter(mine | Q(assigned_to=None, performer__in=sides), state=StepState.OPEN)
    found = found.filter(run__approved_at__isnull=False, run__ended_at=None)
    found = found.filter(run__in=runs_for(actor).order_by().values("pk"))
    return found.select_related("run__opportunity", "run__version__play", "step").order_by("due_at", "id")


def to_judge(actor: Actor) -> QuerySet[PlayRun]:
    """Plays that were used on the actor's opportunities and ended, and nobody has said whether they helped."""
    found = runs_for(actor).filter(approved_at__isnull=False, ended_at__isnull=False, helped=None)
    found = found.filter(opportunity__owner_id=actor.id or 0)
    return found.select_related("version__play", "opportunity").order_by("-ended_at", "-id")


def requests_for(actor: Actor) -> QuerySet[PlayRequest]:
    """The requests that the actor may read: all inside sales and marketing, a rep their own."""
    found = PlayRequest.objects.select_related("asked_by", "opportunity", "play", "stall")
    if actor.sees_all and actor.has(*SEES_RECORDS):
        return found
    return found.filter(asked_by_id=actor.id or 0) if actor.has(Role.REP) else found.none()


def request_for(actor: Actor, request_id: int) -> PlayRequest:
    """One request; ``Missing`` when there is none for this actor."""
    found = requests_for(actor).filter(pk=request_id).first()
    if found is None:
        raise Missing("request")
    return found


def drafts_for_requests(actor: Actor) -> dict[str, PlayVersion]:
    """The drafts of plays that are written for requests, by the key of the request. One query."""
    drafts = versions_for(actor).filter(state=State.DRAFT, play__written_for__startswith="request:")
    return {each.play.written_for: each for each in drafts.order_by("id")}


def late_requests(actor: Actor, at: datetime) -> QuerySet[PlayRequest]:
    """Requests that marketing owed an answer to and has not given: for marketing all, for who asked their own."""
    return requests_for(actor).filter(state=Asked.OPEN, due_at__lt=at).order_by("due_at", "id")


def held_out(account_id: int | None, day: date) -> bool:
    """Whether a hold-out that is running on a day leaves an account without mails. For sending: says yes or no only."""
    if account_id is None:
        return False
    rows = HoldoutAccount.objects.filter(
        account_id=account_id, arm="held_out", holdout__cancelled_at=None, holdout__starts_on__lte=day
    ).select_related("holdout")
    return any(row.holdout.ends_on > day for row in rows)


def may_know_of(actor: Actor, versions: Sequence[PlayVersion]) -> PlayVersion | None:
    """The version that a play is read at by whoever may not change it: the approved one, else the newest."""
    return next((each for each in versions if each.state == State.APPROVED), versions[0] if versions else None)

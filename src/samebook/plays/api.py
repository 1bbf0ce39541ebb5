"""Plays for other programs: the library, suggestions, runs and their steps; with the pages' refusals.

A program starts a play and notes what was done; that something is done in a rep's name is approved by the rep alone.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.buying.callers import BEARER, let_in, once, reader_of
from samebook.kernel.access import Actor
from samebook.kernel.texts import is_text
from samebook.plays import actions, desk, queries
from samebook.plays.matching import offers, words_at
from samebook.plays.models import PlayRun, PlayVersion, RunStep
from samebook.plays.queries import approved_versions
from samebook.plays.rules import MOST_MINUTES
from samebook.plays.terms import Arm
from samebook.stalls.queries import stall_for

router = Router(tags=["plays"], auth=let_in)
MOST = 500


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]
Key = Annotated[int, Path(ge=1, lt=2**63)]
Id = Annotated[int, Field(ge=1, lt=2**63)]
After = Annotated[int, Query(ge=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Strict(Schema):
    """A body whose keys are all known."""

    model_config = ConfigDict(extra="forbid")


class RunIn(Strict):
    """A play to start: ``version_id`` of the library, for a sale and, where there is one, its stall."""

    opportunity_id: Id
    version_id: Id
    stall_id: Id | None = None
    person_id: Id | None = Field(None, description="Whom its e-mails go to.")
    language: Text = Field("", max_length=2)


class DoneIn(Strict):
    minutes: int | None = Field(None, ge=0, le=MOST_MINUTES, description="What it took the rep.")


class SkipIn(Strict):
    reason: Text = Field(max_length=300)


class PlayOut(Schema):
    """An approved version of a play; empty lists mean any. ``is_current`` is false when its review is due."""

    play_id: int
    version_id: int
    name: str
    number: int
    causes: list[str]
    roles: list[str]
    decisions: list[str]
    segment: str
    languages: list[str]
    review_date: date | None
    approved_at: datetime | None
    is_current: bool


class SuggestionOut(Schema):
    """A play that fits a stall, best first. After ``worked`` of ``ended`` stalls with it the sale went on."""

    play_id: int
    version_id: int
    name: str
    why: list[str]
    language: str
    worked: int
    ended: int
    run_id: int | None


class StepOut(Schema):
    id: int
    place: int
    kind: str
    title: str
    performer: str
    state: str
    due_at: datetime | None
    ended_at: datetime | None
    reason: str


class RunOut(Schema):
    """A play offered or in use; ``approved_at`` is null until the rep has approved it, and nothing is sent before."""

    id: int
    opportunity_id: int
    stall_id: int | None
    play_id: int
    version_id: int
    name: str
    trigger: str
    offered_at: datetime | None
    started_at: datetime | None
    approved_at: datetime | None
    ended_at: datetime | None
    outcome: str
    helped: bool | None
    steps: list[StepOut]


class RequestOut(Schema):
    """A play that sales asked for; ``due_at`` is null where nothing was owed."""

    id: int
    cause: str
    role: str
    opportunity_id: int | None
    asked_at: datetime
    due_at: datetime | None
    state: str
    play_id: int | None


class Runs(Schema):
    """A page in the order of their ids; ``next`` is what ``after`` is asked with for more, null at the end."""

    results: list[RunOut]
    next: int | None


@router.get("", response=list[PlayOut], summary="List plays", openapi_extra=BEARER)
def list_plays(request: HttpRequest, cause: Annotated[str, Query(max_length=100)] = "") -> list[dict[str, Any]]:
    """The approved plays by name; ``cause`` narrows them."""
    reader = reader_of(request)
    at = datetime.now(UTC)
    current = {each.pk for each in approved_versions(at)}
    approved = queries.versions_for(reader).filter(state="approved").prefetch_related("aims").order_by("play__name")
    return [_play(each, is_current=each.pk in current) for each in approved if not cause or cause in each.causes]


@router.get("/suggested", response=list[SuggestionOut], summary="Plays for a stall", openapi_extra=BEARER)
def list_suggested_plays(request: HttpRequest, stall_id: Annotated[int, Query(ge=1, lt=2**63)]) -> list[dict[str, Any]]:
    """The plays that fit an open stall, best first, without those in use for it."""
    reader, at = reader_of(request), datetime.now(UTC)
    stall = stall_for(reader, stall_id)
    if not stall.is_open:
        return []
    runs = queries.runs_on(reader, stall.opportunity_id)
    found = desk.answerable(stall, runs, offers(approved_versions(at)), words_at(at), at=at)
    return [
        {
            "play_id": each.offer.play_id, "version_id": each.offer.version_id, "name": each.offer.name,
            "why": list(each.fit.why), "language": each.fit.language, "worked": each.offer.worked,
            "ended": each.offer.ended, "run_id": each.run.pk if each.run else None,
        }
        for each in found.suggestions
    ]  # fmt: skip


@router.get("/runs", response=Runs, summary="List plays in use", openapi_extra=BEARER)
def list_play_runs(
    request: HttpRequest,
    opportunity_id: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    after: After = 0,
    limit: Limit = 100,
) -> dict[str, Any]:
    """What was offered and started on the sales that the token may see."""
    found = queries.runs_for(reader_of(request)).exclude(arm=Arm.HELD_BACK).filter(pk__gt=after)
    if opportunity_id is not None:
        found = found.filter(opportunity=opportunity_id)
    found = found.select_related("version__play").prefetch_related("steps__step")
    rows = list(found.order_by("pk")[: limit + 1])
    shown = rows[:limit]
    return {"results": [_run(each) for each in shown], "next": shown[-1].pk if len(rows) > limit else None}


@router.get("/requests", response=list[RequestOut], summary="List plays asked for", openapi_extra=BEARER)
def list_play_requests(request: HttpRequest, limit: Limit = 100) -> list[dict[str, Any]]:
    """The latest first."""
    found = queries.requests_for(reader_of(request)).order_by("-asked_at", "-id")[:limit]
    return [{name: getattr(each, name) for name in RequestOut.model_fields} for each in found]


@router.post("/runs", response={201: RunOut}, summary="Start a play", openapi_extra=BEARER)
def start_play(request: HttpRequest, body: RunIn) -> HttpResponse:
    """Its steps are prepared, and the rep is asked by mail to approve it."""
    said = body.model_dump(exclude={"opportunity_id"})
    return once(request, 201, lambda actor, at: _told(actions.start_run(actor, body.opportunity_id, at=at, **said)))


@router.post("/runs/{run_id}/start", response=RunOut, summary="Start an offered play", openapi_extra=BEARER)
def take_play_up(request: HttpRequest, run_id: Key) -> HttpResponse:
    """As above, for one that was offered."""
    return once(request, 200, lambda actor, at: _told(actions.take_up(actor, run_id, at=at)))


@router.post("/steps/{step_id}/done", response=RunOut, summary="A step was done", openapi_extra=BEARER)
def end_play_step(request: HttpRequest, step_id: Key, body: DoneIn) -> HttpResponse:
    """An e-mail is put in the outbox; anything else is noted as done."""
    return _stepped(request, lambda actor, at: actions.do_step(actor, step_id, at=at, minutes=body.minutes))


@router.post("/steps/{step_id}/skip", response=RunOut, summary="Skip a step", openapi_extra=BEARER)
def skip_play_step(request: HttpRequest, step_id: Key, body: SkipIn) -> HttpResponse:
    """With the reason."""
    return _stepped(request, lambda actor, at: actions.skip_step(actor, step_id, at=at, reason=body.reason))


def _stepped(request: HttpRequest, act: Callable[[Actor, datetime], RunStep]) -> HttpResponse:
    return once(request, 200, lambda actor, at: _told(act(actor, at).run))


def _play(version: PlayVersion, *, is_current: bool) -> dict[str, Any]:
    return {
        "play_id": version.play_id, "version_id": version.pk, "name": version.play.name, "number": version.number,
        "causes": version.causes, "roles": version.roles, "decisions": version.decisions, "segment": version.segment,
        "languages": version.languages, "review_date": version.review_date, "approved_at": version.approved_at,
        "is_current": is_current,
    }  # fmt: skip


def _told(run: PlayRun) -> dict[str, Any]:
    """A run as it stands after a change, as plain JSON."""
    found = PlayRun.objects.select_related("version__play").prefetch_related("steps__step").get(pk=run.pk)
    return RunOut(**_run(found)).model_dump(mode="json")


def _run(run: PlayRun) -> dict[str, Any]:
    steps = sorted(run.steps.all(), key=lambda each: each.place)
    return {
        "id": run.pk, "opportunity_id": run.opportunity_id, "stall_id": run.stall_id, "play_id": run.version.play_id,
        "version_id": run.version_id, "name": run.version.play.name, "trigger": run.trigger,
        "offered_at": run.offered_at, "started_at": run.started_at, "approved_at": run.approved_at,
        "ended_at": run.ended_at, "outcome": run.outcome, "helped": run.helped,
        "steps": [
            {
                "id": each.pk, "place": each.place, "kind": each.step.kind, "title": each.step.title,
                "performer": each.performer, "state": each.state, "due_at": each.due_at, "ended_at": each.ended_at,
                "reason": each.reason,
            }
            for each in steps
        ],
    }  # fmt: skip

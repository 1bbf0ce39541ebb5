"""Stalls for other programs: read, opened, ended; proposals confirmed or waved off; with the pages' refusals."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.buying.callers import BEARER, let_in, once, reader_of
from samebook.kernel.texts import is_text
from samebook.stalls import actions
from samebook.stalls.models import Proposal, Stall
from samebook.stalls.queries import proposals_for, stalls_for
from samebook.stalls.risk import at_risk

router = Router(tags=["stalls"], auth=let_in)
MOST = 500


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]
Name = Annotated[Text, Field(max_length=100)]
Key = Annotated[int, Path(ge=1, lt=2**63)]
Id = Annotated[int, Field(ge=1, lt=2**63)]
After = Annotated[int, Query(ge=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Strict(Schema):
    """A body whose keys are all known."""

    model_config = ConfigDict(extra="forbid")


class StallIn(Strict):
    """A sale stands still; ``since`` is now when it is left out."""

    opportunity_id: Id
    cause: Name = Field(description="By its name in the Book.")
    person_id: Id | None = None
    note: Text = Field("", max_length=500)
    since: datetime | None = Field(None, description="With its offset.")


class EndIn(Strict):
    """What ended a stall; ``until`` is now when it is left out."""

    ended_by: Name = Field(description="answered, moved_on, play or waved_off.")
    words: Text = Field("", max_length=500)
    until: datetime | None = Field(None, description="With its offset.")


class ConfirmIn(Strict):
    """The cause, where the rule has none or another holds."""

    cause: Name = ""
    person_id: Id | None = None
    note: Text = Field("", max_length=500)


class MeetingIn(Strict):
    """A meeting about a sale was put off."""

    opportunity_id: Id
    to_date: date | None = None


class StallOut(Schema):
    """A stall; ``closed_at`` is null and ``ended_by`` empty while it is open."""

    id: int
    opportunity_id: int
    cause: str
    person_id: int | None
    decision: str
    stage: str
    opened_at: datetime
    closed_at: datetime | None
    ended_by: str
    origin: str
    rule: str


class ProposalOut(Schema):
    """What a rule of the Book proposes; ``cause`` is empty where whoever confirms it says it."""

    id: int
    opportunity_id: int
    rule: str
    kind: str
    cause: str
    since: datetime
    proposed_at: datetime
    answer: str


class MeetingOut(Schema):
    opportunity_id: int
    happened_at: datetime
    to_date: date | None


class RiskOut(Schema):
    """A sale that stands still. ``value`` is in the company's currency, exact, and null without an amount or a rate."""

    opportunity_id: int
    since: datetime
    days: int
    causes: list[str]
    value: str | None
    weight: str | None


class Stalls(Schema):
    """A page in the order of their ids; ``next`` is what ``after`` is asked with for more, null at the end."""

    results: list[StallOut]
    next: int | None


class Risks(Schema):
    """The largest value times delay first, then those without a value by their days. ``currency`` is the company's."""

    results: list[RiskOut]
    currency: str


@router.get("", response=Stalls, summary="List stalls", openapi_extra=BEARER)
def list_stalls(
    request: HttpRequest,
    opportunity_id: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    is_open: bool | None = None,
    after: After = 0,
    limit: Limit = 100,
) -> dict[str, Any]:
    """The stalls of the sales that the token may see, oldest first."""
    found = stalls_for(reader_of(request)).filter(pk__gt=after)
    if opportunity_id is not None:
        found = found.filter(opportunity=opportunity_id)
    if is_open is not None:
        found = found.filter(closed_at__isnull=is_open)
    rows = list(found.order_by("pk")[: limit + 1])
    shown = rows[:limit]
    return {"results": [_stall(each) for each in shown], "next": shown[-1].pk if len(rows) > limit else None}


@router.get("/at-risk", response=Risks, summary="Sales at risk", openapi_extra=BEARER)
def sales_at_risk(request: HttpRequest, limit: Limit = 100) -> dict[str, Any]:
    """Open sales that stand still, by value times delay."""
    found = at_risk(reader_of(request), {}, at=datetime.now(UTC))
    rows = [
        {
            "opportunity_id": one.opportunity_id, "since": one.since, "days": one.days, "causes": list(one.causes),
            "value": None if one.value is None else f"{one.value:.2f}",
            "weight": None if one.value is None else f"{one.weight:.2f}",
        }
        for one in (*found.valued, *found.apart)[:limit]
    ]  # fmt: skip
    return {"results": rows, "currency": found.currency}


@router.get("/proposals", response=list[ProposalOut], summary="List proposed stalls", openapi_extra=BEARER)
def list_proposals(request: HttpRequest, limit: Limit = 100) -> list[dict[str, Any]]:
    """What rules propose and nobody has answered, oldest first."""
    return [_proposal(each) for each in proposals_for(reader_of(request))[:limit]]


@router.post("", response={201: StallOut}, summary="Open a stall", openapi_extra=BEARER)
def open_stall(request: HttpRequest, body: StallIn) -> HttpResponse:
    """A sale stands still."""
    said = body.model_dump(exclude={"opportunity_id"})
    return once(request, 201, lambda actor, at: _stall(actions.open_stall(actor, body.opportunity_id, at=at, **said)))


@router.post("/meetings", response={201: MeetingOut}, summary="Note a moved meeting", openapi_extra=BEARER)
def note_moved_meeting(request: HttpRequest, body: MeetingIn) -> HttpResponse:
    """A meeting about a sale was put off."""

    def act(actor: Any, at: datetime) -> dict[str, Any]:
        moved = actions.note_moved_meeting(actor, body.opportunity_id, to_date=body.to_date, at=at)
        return MeetingOut(**{name: getattr(moved, name) for name in MeetingOut.model_fields}).model_dump(mode="json")

    return once(request, 201, act)


@router.post("/{stall_id}/end", response=StallOut, summary="End a stall", openapi_extra=BEARER)
def end_stall(request: HttpRequest, stall_id: Key, body: EndIn) -> HttpResponse:
    """Something ended it."""
    return once(
        request, 200, lambda actor, at: _stall(actions.close_stall(actor, stall_id, at=at, **body.model_dump()))
    )


@router.post(
    "/proposals/{proposal_id}/confirm", response={201: StallOut}, summary="Confirm a proposal", openapi_extra=BEARER
)
def confirm_proposal(request: HttpRequest, proposal_id: Key, body: ConfirmIn) -> HttpResponse:
    """It has stalled indeed."""
    return once(
        request, 201, lambda actor, at: _stall(actions.confirm_proposal(actor, proposal_id, at=at, **body.model_dump()))
    )


@router.post(
    "/proposals/{proposal_id}/wave-off", response=ProposalOut, summary="Wave a proposal off", openapi_extra=BEARER
)
def wave_off_proposal(request: HttpRequest, proposal_id: Key) -> HttpResponse:
    """It has not stalled."""
    return once(request, 200, lambda actor, at: _proposal(actions.wave_off(actor, proposal_id, at=at)))


def _stall(stall: Stall) -> dict[str, Any]:
    return StallOut(**{name: getattr(stall, name) for name in StallOut.model_fields}).model_dump(mode="json")


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return ProposalOut(**{name: getattr(proposal, name) for name in ProposalOut.model_fields}).model_dump(mode="json")

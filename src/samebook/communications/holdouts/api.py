"""Hold-outs for other programs: what was fixed, what they say, and whom not to send to."""

from datetime import UTC, date, datetime
from typing import Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from samebook.communications.holdouts import actions
from samebook.communications.holdouts.queries import Sized, holdout_for, holdouts_for, state_at
from samebook.communications.holdouts.readouts import Readout, readout
from samebook.communications.holdouts.terms import Arm
from samebook.company.queries import actor_of_token, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


def _reader(request: HttpRequest) -> Actor:
    return actor_of_token(token_shown(request.headers.get("Authorization", ""), "numbers:read", to="read hold-outs"))


router = Router(tags=["hold-outs"], auth=_reader)
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}
MOST = 1_000


class HoldoutOut(Schema):
    """A hold-out as it was fixed before its start. Shares are of 1."""

    id: int
    code: str = Field(description="How reports cite it: H3.")
    name: str
    population: str
    counts: str = Field(description="What counts in both arms: opened, won or responses.")
    drawn: str = Field(description="Who drew the lots: product or imported.")
    share: float
    worthwhile: float = Field(description="The smallest difference worth knowing.")
    contacted: int
    held_out: int
    starts_on: date
    last_day: date
    state: str


class ArmOut(Schema):
    """One arm, by assignment; ``reached`` is null where touches are not known."""

    accounts: int
    hits: int
    reached: int | None


class ReadoutOut(HoldoutOut):
    """What it says so far; null where there is nothing to say, with the reason in ``words``."""

    as_of: str | None = None
    contacted_arm: ArmOut | None = None
    held_out_arm: ArmOut | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    smallest_detectable: float | None = None
    underpowered: bool | None = None
    suspicious_ratio: bool | None = None
    may_be_cited: bool = False
    words: str = ""


class AccountsOut(Schema):
    """Ids of held-out accounts in order; ``next`` is the ``after`` of the next page, null on the last."""

    accounts: list[int]
    next: int | None


class Wanted(Schema):
    after: int = Field(0, ge=0, lt=2**63, description="Only ids above this one.")
    limit: int = Field(MOST, ge=1, le=MOST)


@router.get("", response=list[HoldoutOut], summary="List the hold-outs", openapi_extra=BEARER)
def list_holdouts(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest hundred."""
    now = datetime.now(UTC)
    return [_fixed(each, now) for each in holdouts_for(_actor(request))[:100]]


@router.get("/{int:holdout_id}", response=ReadoutOut, summary="Read a hold-out out", openapi_extra=BEARER)
def read_holdout(request: HttpRequest, holdout_id: int) -> dict[str, Any]:
    """What was fixed and, once it has begun, what it says."""
    actor, now = _actor(request), datetime.now(UTC)
    told = _fixed(holdout_for(actor, holdout_id), now)
    try:
        read = readout(actor, holdout_id, at=now)
    except Refused as refused:
        return told | {"words": refused.message}
    return told | _said(read)


@router.get(
    "/{int:holdout_id}/held-out", response=AccountsOut, summary="Read whom not to send to", openapi_extra=BEARER
)
def read_held_out(request: HttpRequest, holdout_id: int, wanted: Query[Wanted]) -> AccountsOut:
    """Ids of the held-out accounts, page by page. The journal keeps who read how many."""
    actor, now = _actor(request), datetime.now(UTC)
    ids, has_more = actions.read_held_out(actor, holdout_id, after=wanted.after, limit=wanted.limit, at=now)
    return AccountsOut(accounts=ids, next=ids[-1] if has_more else None)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = cast(Any, request).auth
    return actor


def _fixed(holdout: Sized, now: datetime) -> dict[str, Any]:
    return {
        "id": holdout.pk,
        "code": holdout.code,
        "name": holdout.name,
        "population": holdout.population,
        "counts": holdout.aim,
        "drawn": holdout.lot,
        "share": float(holdout.share),
        "worthwhile": float(holdout.worthwhile),
        "contacted": holdout.contacted,
        "held_out": holdout.held_out,
        "starts_on": holdout.starts_on,
        "last_day": holdout.last_day,
        "state": state_at(holdout, now),
    }


def _said(read: Readout) -> dict[str, Any]:
    arms = {arm: ArmOut(accounts=one.n, hits=one.hits, reached=one.touched) for arm, one in read.counts.items()}
    return {
        "state": read.state,
        "as_of": read.as_of.isoformat(),
        "contacted_arm": arms[Arm.CONTACTED],
        "held_out_arm": arms[Arm.HELD_OUT],
        "difference": read.difference.value,
        "low": read.difference.low,
        "high": read.difference.high,
        "smallest_detectable": read.smallest_detectable,
        "underpowered": read.underpowered,
        "suspicious_ratio": read.suspicious_ratio,
        "may_be_cited": read.may_be_cited,
        "words": read.words,
    }

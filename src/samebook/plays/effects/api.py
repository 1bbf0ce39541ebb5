"""Offers by lot for other programs: what was fixed, and what they say. The curves are among the analyses."""

from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from samebook.company.queries import actor_of_token, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays.effects.models import Lot
from samebook.plays.effects.queries import lot_for, lots_for, state_at
from samebook.plays.effects.readouts import Readout, readout
from samebook.plays.terms import Arm


def _reader(request: HttpRequest) -> Actor:
    shown = token_shown(request.headers.get("Authorization", ""), "numbers:read", to="read offers by lot")
    return actor_of_token(shown)


router = Router(tags=["offers by lot"], auth=_reader)
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}
MOST = 100


class LotOut(Schema):
    """A lot as it was fixed. Shares are of 1, times in days."""

    id: int
    code: str = Field(description="How reports cite it: L3.")
    name: str
    play_id: int | None = Field(description="Null for every play.")
    share: float = Field(description="Of the accounts, to be held back.")
    horizon: int
    worthwhile: float = Field(description="The smallest number of days saved worth knowing.")
    begins_at: datetime
    draws_until: datetime
    stopped_at: datetime | None
    offered: int = Field(description="Accounts drawn so far, by arm.")
    held_back: int
    state: str


class LotArmOut(Schema):
    """One arm, by assignment; the mean is null while too few have ended."""

    stalls: int
    begun: int = Field(description="For how many a play of the lot was begun.")
    mean_days: float | None
    low: float | None
    high: float | None


class LotReadoutOut(LotOut):
    """What it says so far; null where there is nothing to say, with the reason in ``words``."""

    as_of: datetime | None = None
    offered_arm: LotArmOut | None = None
    held_back_arm: LotArmOut | None = None
    days_saved: float | None = None
    low: float | None = None
    high: float | None = None
    smallest_detectable: float | None = None
    underpowered: bool | None = None
    suspicious_ratio: bool | None = None
    words: str = ""


@router.get("", response=list[LotOut], summary="List the offers by lot", openapi_extra=BEARER)
def list_lots(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest hundred."""
    now = datetime.now(UTC)
    return [_fixed(each, now) for each in lots_for(_actor(request))[:MOST]]


@router.get("/{int:lot_id}", response=LotReadoutOut, summary="Read offers by lot out", openapi_extra=BEARER)
def read_lot(request: HttpRequest, lot_id: int) -> dict[str, Any]:
    """What was fixed and what it says, by assignment."""
    actor, now = _actor(request), datetime.now(UTC)
    told = _fixed(lot_for(actor, lot_id), now)
    try:
        read = readout(actor, lot_id, at=now)
    except Refused as refused:
        return told | {"words": refused.message}
    return told | _said(read)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = cast(Any, request).auth
    return actor


def _fixed(lot: Lot, now: datetime) -> dict[str, Any]:
    plain = ("name", "code", "play_id", "horizon", "begins_at", "draws_until", "stopped_at", "offered", "held_back")
    return {
        "id": lot.pk,
        **{name: getattr(lot, name) for name in plain},
        "share": float(lot.share),
        "worthwhile": float(lot.worthwhile),
        "state": state_at(lot, now),
    }


def _said(read: Readout) -> dict[str, Any]:
    found = read.found
    return {
        "state": read.state,
        "as_of": read.as_of,
        "offered_arm": _arm(read, Arm.OFFERED),
        "held_back_arm": _arm(read, Arm.HELD_BACK),
        "days_saved": found.saved.value,
        "low": found.saved.low,
        "high": found.saved.high,
        "smallest_detectable": found.smallest_detectable,
        "underpowered": found.underpowered,
        "suspicious_ratio": found.suspicious_ratio,
        "words": read.words,
    }


def _arm(read: Readout, arm: Arm) -> LotArmOut:
    drawn, told = read.arms[arm], read.found.saved.value is not None
    mean = read.found.means[arm].estimate() if read.found.means and told else None
    return LotArmOut(
        stalls=drawn.n,
        begun=drawn.begun,
        mean_days=mean.value if mean else None,
        low=mean.low if mean else None,
        high=mean.high if mean else None,
    )

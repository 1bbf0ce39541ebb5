"""The board report for other programs."""

from datetime import UTC, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from samebook.board.periods import last_day, period_named
from samebook.board.report.opening import Opened, opened
from samebook.board.terms import Kind
from samebook.company.queries import actor_of_token, fiscal_calendar, token_shown
from samebook.kernel.refusals import Missing, Refused

router = Router(tags=["board"])
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


class BoardReport(Schema):
    """One document of a board report.

    ``figures`` are what was counted: every number in them is text, null is no data, shares are of 1. ``document`` is
    what people read: the same figures in words.
    """

    kind: str
    period: str
    first_day: str
    last_day: str
    is_closed: bool
    state: str
    hash: str = Field(description="SHA-256 of the figures' canonical JSON.")
    as_of: str
    signed: str = Field(description="unsigned, signed or void.")
    figures: dict[str, Any]
    document: dict[str, Any]


@router.get("/{period}", response=BoardReport, summary="Read a board report", openapi_extra=BEARER)
def read_board_report(
    request: HttpRequest, period: str, kind: Literal["circulated", "internal"] = "circulated"
) -> BoardReport:
    """One document of a period: a fiscal quarter (`2026-q3`), month (`2026-m09`) or year, or the first and last day.

    A period that is closed is answered from its frozen figures; another is counted from the current snapshot. The
    internal view is for tokens of people who may read it.
    """
    actor = actor_of_token(token_shown(request.headers.get("Authorization", ""), "numbers:read", to="read numbers"))
    document = Kind(kind)
    if document is Kind.INTERNAL and actor.id is None:
        raise Refused("access.denied", "The internal view is read with a person's own token, never with a shared one.")
    days = period_named(period, fiscal_calendar())
    found = opened(actor, document, days, at=datetime.now(UTC), counts=True)
    if found is None:
        raise Missing("board report")
    return _answer(found)


def _answer(found: Opened) -> BoardReport:
    report = found.report
    return BoardReport(
        kind=report.kind,
        period=report.period,
        first_day=found.period.start.isoformat(),
        last_day=last_day(found.period).isoformat(),
        is_closed=report.is_closed,
        state=report.state,
        hash=report.hash,
        as_of=report.instant,
        signed=report.signed.state,
        figures=found.figures,
        document=report.as_data(),
    )

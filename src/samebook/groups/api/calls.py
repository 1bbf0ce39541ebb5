"""The calls: each asks or calls one action, and answers with the group as it is then."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from samebook.buying.callers import BEARER, let_in, once, reader_of
from samebook.buying.queries import opportunity_for
from samebook.groups import actions
from samebook.groups.api.shapes import ContactIn, GroupOut, Join, Key, Leave, Needs, Roles, StanceIn, Strict, Tie, shown

router = Router(tags=["buying groups"], auth=let_in)


@router.get("/{opportunity_id}/group", response=GroupOut, summary="Read a buying group", openapi_extra=BEARER)
def read_group(request: HttpRequest, opportunity_id: Key) -> dict[str, Any]:
    """Who takes part in which decision, who moves whom, and what is lacking."""
    return shown(opportunity_for(reader_of(request), opportunity_id), datetime.now(UTC))


@router.post(
    "/{opportunity_id}/group/members", response={201: GroupOut}, summary="Add to a group", openapi_extra=BEARER
)
def add_member(request: HttpRequest, opportunity_id: Key, body: Join) -> HttpResponse:
    """Somebody of the account takes part in a decision."""
    return _done(request, opportunity_id, actions.add_member, body, status=201)


@router.post("/{opportunity_id}/group/roles", response=GroupOut, summary="Say roles", openapi_extra=BEARER)
def set_roles(request: HttpRequest, opportunity_id: Key, body: Roles) -> HttpResponse:
    """The roles that a member has in a decision."""
    return _done(request, opportunity_id, actions.set_roles, body)


@router.post("/{opportunity_id}/group/stances", response=GroupOut, summary="Say a stance", openapi_extra=BEARER)
def say_stance(request: HttpRequest, opportunity_id: Key, body: StanceIn) -> HttpResponse:
    """Where a member stands, with its evidence."""
    return _done(request, opportunity_id, actions.say_stance, body)


@router.post("/{opportunity_id}/group/needs", response=GroupOut, summary="Say needs", openapi_extra=BEARER)
def say_needs(request: HttpRequest, opportunity_id: Key, body: Needs) -> HttpResponse:
    """What a member needs to hear."""
    return _done(request, opportunity_id, actions.say_needs, body)


@router.post(
    "/{opportunity_id}/group/contacts", response={201: GroupOut}, summary="Note a contact", openapi_extra=BEARER
)
def note_contact(request: HttpRequest, opportunity_id: Key, body: ContactIn) -> HttpResponse:
    """Somebody of the group was reached."""
    return _done(request, opportunity_id, actions.note_contact, body, status=201)


@router.post(
    "/{opportunity_id}/group/influences", response={201: GroupOut}, summary="Draw an influence", openapi_extra=BEARER
)
def draw_influence(request: HttpRequest, opportunity_id: Key, body: Tie) -> HttpResponse:
    """One person moves the mind of another."""
    return _done(request, opportunity_id, actions.draw_influence, body, status=201)


@router.post(
    "/{opportunity_id}/group/influences/end", response=GroupOut, summary="End an influence", openapi_extra=BEARER
)
def end_influence(request: HttpRequest, opportunity_id: Key, body: Tie) -> HttpResponse:
    """One person moves the mind of another no longer."""
    return _done(request, opportunity_id, actions.end_influence, body)


@router.post("/{opportunity_id}/group/leave", response=GroupOut, summary="Leave a group", openapi_extra=BEARER)
def remove_member(request: HttpRequest, opportunity_id: Key, body: Leave) -> HttpResponse:
    """Somebody takes part in a decision no longer."""
    return _done(request, opportunity_id, actions.remove_member, body)


def _done(
    request: HttpRequest, opportunity_id: int, act: Callable[..., Any], body: Strict, *, status: int = 200
) -> HttpResponse:
    def answer(actor: Any, at: datetime) -> dict[str, Any]:
        act(actor, opportunity_id, **body.model_dump(), at=at)
        return shown(opportunity_for(actor, opportunity_id), at)

    return once(request, status, answer)

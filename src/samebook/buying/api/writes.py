"""Opportunities changed by other programs: each request calls one action."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.buying import actions
from samebook.buying.api.access import BEARER, done, router
from samebook.buying.api.shapes import Close, Key, Move, OpportunityChange, OpportunityIn, OpportunityOut, Reopen
from samebook.buying.models import Opportunity
from samebook.company.queries import active_reps, currencies, local_day
from samebook.company.rules import check_in_use
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused


@router.post("", response={201: OpportunityOut}, summary="Open an opportunity", openapi_extra=BEARER)
def open_opportunity(request: HttpRequest, body: OpportunityIn) -> HttpResponse:
    """Open it in the first stage of its pipeline. With an ``Idempotency-Key`` the same request opens one."""

    def act(actor: Actor, at: datetime) -> Opportunity:
        account = _account(actor, body)
        said = body.model_dump(exclude={"account_id", "account_external_id", "owner_email", "currency"})
        return actions.open_opportunity(
            actor,
            **said,
            currency=_currency(body.currency),
            account=account,
            people=[],
            owner_id=_owner(body.owner_email),
            territory_id=account.territory_id if account else None,
            at=at,
            opened_on=local_day(at),
        )

    return done(request, 201, act)


@router.patch("/{opportunity_id}", response=OpportunityOut, summary="Change an opportunity", openapi_extra=BEARER)
def change_opportunity(request: HttpRequest, opportunity_id: Key, body: OpportunityChange) -> HttpResponse:
    """Change what is named; null takes a value away."""

    def act(actor: Actor, at: datetime) -> Opportunity:
        said = body.model_dump(exclude_unset=True)
        more = {"seen": said.pop("seen", None), "why": said.pop("why", "")}
        if "owner_email" in said:
            said["owner_id"] = _owner(said.pop("owner_email"))
        if "currency" in said:
            said["currency"] = _currency(said["currency"])
        if "fields" in said:
            said["facts"] = said.pop("fields") or {}
        empty = {
            name: "" for name in ("name", "premise", "source", "next_step", "forecast") if said.get(name, "") is None
        }
        return actions.change_opportunity(actor, opportunity_id, at=at, **more, **(said | empty))

    return done(request, 200, act)


@router.post("/{opportunity_id}/move", response=OpportunityOut, summary="Move an opportunity", openapi_extra=BEARER)
def move_opportunity(request: HttpRequest, opportunity_id: Key, body: Move) -> HttpResponse:
    """Move it to another stage of its pipeline."""
    return done(
        request, 200, lambda actor, at: actions.move_to_stage(actor, opportunity_id, at=at, **body.model_dump())
    )


@router.post("/{opportunity_id}/close", response=OpportunityOut, summary="Close an opportunity", openapi_extra=BEARER)
def close_opportunity(request: HttpRequest, opportunity_id: Key, body: Close) -> HttpResponse:
    """Won or lost."""
    close = actions.close_won if body.outcome == "won" else actions.close_lost
    said = body.model_dump(exclude={"outcome", "closed_on"})
    return done(
        request,
        200,
        lambda actor, at: close(actor, opportunity_id, at=at, closed_on=body.closed_on or local_day(at), **said),
    )


@router.post("/{opportunity_id}/reopen", response=OpportunityOut, summary="Open it again", openapi_extra=BEARER)
def reopen_opportunity(request: HttpRequest, opportunity_id: Key, body: Reopen) -> HttpResponse:
    """Open a closed one again; its closing stays written."""
    return done(request, 200, lambda actor, at: actions.reopen(actor, opportunity_id, at=at, **body.model_dump()))


def _account(actor: Actor, body: OpportunityIn) -> Account | None:
    wanted: dict[str, Any] = {"pk": body.account_id, "external_id": body.account_external_id}
    said = {name: value for name, value in wanted.items() if value is not None}
    if not said:
        return None
    found = accounts_for(actor).filter(**said).first()
    if found is None:
        raise Missing("account")
    return found


def _owner(email: str | None) -> int | None:
    if not email:
        return None
    found = active_reps().filter(email=email.lower()).first()
    if found is None:
        raise Refused("buying.unknown_owner", "No rep who works here has this e-mail address.", "owner_email")
    return found.pk


def _currency(code: str | None) -> str | None:
    if not code:
        return None
    check_in_use(code, frozenset(currencies()))
    return code.upper()

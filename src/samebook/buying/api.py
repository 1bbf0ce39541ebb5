"""Opportunities for other programs: read, opened, changed, moved, closed; one at a time, with the pages' refusals."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.buying import actions, queries
from samebook.buying.models import Opportunity
from samebook.company.models import AccessToken
from samebook.company.queries import active_reps, actor_of_token, currencies, local_day, token_shown
from samebook.company.rules import check_in_use
from samebook.exchange.idempotency import key_of, once_each
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

SCOPE = "opportunities:write"
MOST = 500
LARGEST_BODY = 2 * 1024 * 1024
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


def _reader(request: HttpRequest) -> Actor:
    """Whoever reads: the holder of a token of this scope, or somebody with their own token, as themselves."""
    shown = request.headers.get("Authorization", "")
    try:
        return actor_of_token(token_shown(shown, SCOPE, to="read opportunities"))
    except Refused as refused:
        if refused.code != "access.denied":
            raise
        actor = actor_of_token(token_shown(shown, "numbers:read", to="read opportunities"))
        if actor.id is None:
            raise
        return actor


def _let_in(request: HttpRequest) -> bool:
    """Look at the token before anything else that came, so that nobody without one learns what a body should be."""
    if request.method in ("GET", "HEAD"):
        _reader(request)
        return True
    token_shown(request.headers.get("Authorization", ""), SCOPE, to="change opportunities")
    if len(request.body) > LARGEST_BODY:
        raise Refused("api.too_large", f"A request has {LARGEST_BODY:,} bytes at most.")
    return True


router = Router(tags=["opportunities"], auth=_let_in)


def _text(value: str) -> str:
    """Text as every database can keep it."""
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]
FieldName = Annotated[Text, Field(max_length=100)]
FieldValue = Annotated[Text, Field(max_length=500)]
Fields = Annotated[dict[FieldName, FieldValue], Field(max_length=100)]
Amount = Annotated[Decimal, Field(ge=0, lt=10**15, decimal_places=2, allow_inf_nan=False)]
Key = Annotated[int, Path(ge=1, lt=2**63)]


class Strict(Schema):
    """A body whose keys are all known."""

    model_config = ConfigDict(extra="forbid")


class OpportunityChange(Strict):
    """What is changed; what is not named stays. ``seen`` is the version that was read; another one is refused."""

    name: Text | None = Field(None, max_length=200)
    amount: Amount | None = None
    currency: Text | None = Field(None, max_length=3, description="ISO 4217 code; stands with the amount.")
    expected_close_date: date | None = None
    why: Text = Field("", max_length=500, description="Why the close date is moved.")
    premise: Text | None = Field(None, max_length=5000)
    source: Text | None = Field(None, max_length=60)
    forecast: Text | None = Field(None, description="pipeline, best_case, commit or omitted.")
    next_step: Text | None = Field(None, max_length=200)
    next_step_on: date | None = None
    owner_email: Text | None = Field(None, max_length=254)
    fields: Fields | None = Field(None, description="Values of the Book's fields: opportunity.…")
    seen: int | None = Field(None, ge=1, lt=2**31)


class OpportunityIn(Strict):
    """An opportunity to open."""

    name: Text = Field(max_length=200)
    external_id: Text | None = Field(None, max_length=100, description="Its identity where it comes from.")
    account_id: int | None = Field(None, ge=1, lt=2**63)
    account_external_id: Text | None = Field(None, max_length=100)
    owner_email: Text | None = Field(None, max_length=254)
    pipeline: Text | None = Field(None, max_length=40)
    amount: Amount | None = None
    currency: Text | None = Field(None, max_length=3)
    expected_close_date: date | None = None
    premise: Text = Field("", max_length=5000)
    source: Text = Field("", max_length=60)
    forecast: Text = "pipeline"
    next_step: Text = Field("", max_length=200)
    next_step_on: date | None = None


class Move(Strict):
    """A stage of its pipeline; ``despite`` says why it goes on before an exit is met."""

    stage: Text = Field(max_length=40)
    despite: Text = Field("", max_length=500)
    seen: int | None = Field(None, ge=1, lt=2**31)


class Close(Strict):
    """Won or lost, when it was decided, and why: a reason of the Book."""

    outcome: Literal["won", "lost"]
    closed_on: date | None = Field(None, description="Today when absent.")
    reason: Text = Field("", max_length=100)
    seen: int | None = Field(None, ge=1, lt=2**31)


class Reopen(Strict):
    """Why a closed one is opened again."""

    why: Text = Field(max_length=500)
    seen: int | None = Field(None, ge=1, lt=2**31)


class OpportunityOut(Schema):
    """One opportunity; amounts are text, so that they are exact."""

    id: int
    external_id: str | None
    name: str
    account_id: int | None
    owner_id: int | None
    pipeline: str
    stage: str
    stage_entered_at: datetime | None
    amount: str | None
    currency: str | None
    forecast: str
    next_step: str
    next_step_on: date | None
    opened_on: date
    expected_close_date: date | None
    outcome: str
    outcome_reason: str
    closed_on: date | None
    won_back_from_id: int | None
    fields: dict[str, str]
    version: int


class Opportunities(Schema):
    """A page in the order of their ids; ``next`` is what ``after`` is asked with for more, null at the end."""

    results: list[OpportunityOut]
    next: int | None


@router.get("", response=Opportunities, summary="List opportunities", openapi_extra=BEARER)
def list_opportunities(  # noqa: PLR0917 (each is a part of the address)
    request: HttpRequest,
    outcome: Literal["open", "won", "lost"] | None = None,
    pipeline: Annotated[str, Query(max_length=40)] = "",
    stage: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> dict[str, Any]:
    """The opportunities that the token may see, oldest first."""
    found = queries.opportunities_for(_reader(request)).filter(pk__gt=after)
    wanted = {"outcome": outcome, "pipeline": pipeline, "stage": stage}
    said = {name: value for name, value in wanted.items() if value and "\0" not in value}
    rows = list(found.filter(**said).order_by("pk")[: limit + 1])
    shown = rows[:limit]
    return {"results": [_shown(each) for each in shown], "next": shown[-1].pk if len(rows) > limit else None}


@router.get("/{opportunity_id}", response=OpportunityOut, summary="Read one opportunity", openapi_extra=BEARER)
def read_opportunity(request: HttpRequest, opportunity_id: Key) -> dict[str, Any]:
    """One opportunity."""
    return _shown(queries.opportunity_for(_reader(request), opportunity_id))


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

    return _done(request, 201, act)


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

    return _done(request, 200, act)


@router.post("/{opportunity_id}/move", response=OpportunityOut, summary="Move an opportunity", openapi_extra=BEARER)
def move_opportunity(request: HttpRequest, opportunity_id: Key, body: Move) -> HttpResponse:
    """Move it to another stage of its pipeline."""
    return _done(
        request, 200, lambda actor, at: actions.move_to_stage(actor, opportunity_id, at=at, **body.model_dump())
    )


@router.post("/{opportunity_id}/close", response=OpportunityOut, summary="Close an opportunity", openapi_extra=BEARER)
def close_opportunity(request: HttpRequest, opportunity_id: Key, body: Close) -> HttpResponse:
    """Won or lost."""
    close = actions.close_won if body.outcome == "won" else actions.close_lost
    said = body.model_dump(exclude={"outcome", "closed_on"})
    return _done(
        request,
        200,
        lambda actor, at: close(actor, opportunity_id, at=at, closed_on=body.closed_on or local_day(at), **said),
    )


@router.post("/{opportunity_id}/reopen", response=OpportunityOut, summary="Open it again", openapi_extra=BEARER)
def reopen_opportunity(request: HttpRequest, opportunity_id: Key, body: Reopen) -> HttpResponse:
    """Open a closed one again; its closing stays written."""
    return _done(request, 200, lambda actor, at: actions.reopen(actor, opportunity_id, at=at, **body.model_dump()))


def _done(request: HttpRequest, status: int, act: Callable[[Actor, datetime], Opportunity]) -> HttpResponse:
    """Do it once for its key, and answer with how the opportunity stands."""
    token: AccessToken = token_shown(request.headers.get("Authorization", ""), SCOPE, to="change opportunities")
    at, actor = datetime.now(UTC), actor_of_token(token)
    named = request.headers.get("Idempotency-Key")
    body = request.method.encode() + request.path.encode() + b"\n" + request.body if request.method else request.body
    key = None if named is None else key_of(token.pk, named, body)

    def answer(_: list[int]) -> list[tuple[int, Any]]:
        return [(status, OpportunityOut(**_shown(act(actor, at))).model_dump(mode="json"))]

    with writing():
        [given] = once_each([key], answer, at=at)
    if isinstance(given, Refused):
        raise given
    return JsonResponse(given.data, status=given.status)


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


def _shown(each: Opportunity) -> dict[str, Any]:
    own = {
        name: getattr(each, name)
        for name in OpportunityOut.model_fields
        if name not in ("amount", "currency", "fields")
    }
    amount = None if each.amount is None else f"{each.amount:.2f}"
    return own | {"amount": amount, "currency": each.currency_id, "fields": each.facts}

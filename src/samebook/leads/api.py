"""Leads from outside: one or a list, each with its own answer."""

import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from samebook.agreement.queries import editions_in_force
from samebook.book.spelling import did_you_mean
from samebook.company.queries import actor_of_token, token_shown
from samebook.exchange.idempotency import key_of
from samebook.kernel.refusals import Refused
from samebook.leads.arrivals import LeadArrival, TakenIn
from samebook.leads.queueing import Sent, hand_in
from samebook.leads.reading import Reader

router = Router(tags=["leads"])

MOST = 500
LARGEST_BODY = 2 * 1024 * 1024


class LeadIn(Schema):
    """A lead as a client says it. Give at least an e-mail address, a telephone number, a name or a company."""

    external_id: str | None = Field(
        None, description="Its identity where it comes from; the same one adds nothing twice."
    )
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    title: str | None = None
    company: str | None = None
    website: str | None = None
    country: str | None = Field(None, description="A name or an ISO 3166 code.")
    source: str | None = None
    communication: str | None = Field(None, description="External id or name of the communication it answers.")
    message: str | None = None
    path: str | None = Field(None, description="The response path: form, telephone, fair.")
    received_at: datetime | None = Field(None, description="UTC where it has no offset; now when absent.")
    set_aside: str | None = Field(
        None, description="Why it is not to be judged: a reason of the Book, service_request."
    )
    fields: dict[str, Any] = Field(default_factory=dict, description="Values by the Book's names: lead.budget.")


class LeadAnswer(Schema):
    """What became of one lead; ``outcome`` is created, joined, unchanged or refused."""

    outcome: str
    id: int | None
    status: str
    verdict: str
    level: str
    because: str
    code: str | None = None
    message: str | None = None
    field: str | None = None


class LeadAnswers(Schema):
    """An answer per lead, in the order sent."""

    results: list[LeadAnswer]


@router.post(
    "",
    response={200: LeadAnswers, 201: LeadAnswers, 207: LeadAnswers, 422: LeadAnswers},
    summary="Send leads",
    openapi_extra={
        "security": [{"bearer": []}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"oneOf": [LeadIn.model_json_schema(), {"type": "array", "maxItems": MOST}]}
                }
            },
        },
    },
)
def send_leads(request: HttpRequest) -> HttpResponse:
    """Send one lead or a list of up to 500.

    With an ``Idempotency-Key`` the same request gets the same answer for 30 days, whatever happened in between.
    The status is 201 when leads were taken in, 200 when nothing was new, 207 when some were refused, 422 when all were.
    """
    token = token_shown(request.headers.get("Authorization", ""), "leads:write", to="send leads")
    at = datetime.now(UTC)
    named = request.headers.get("Idempotency-Key")
    key = None if named is None else key_of(token.pk, named, request.body)
    read = _read_all(_leads_in(request), at)

    def answer(taken: list[TakenIn]) -> tuple[int, dict[str, Any]]:
        results = _results(read, taken)
        return _status(results), {"results": results}

    arrivals = [each for each in read if isinstance(each, LeadArrival)]
    given = hand_in(Sent(actor_of_token(token), arrivals, at, key, answer))
    return JsonResponse(given.data, status=given.status)


def _leads_in(request: HttpRequest) -> list[Any]:
    if len(request.body) > LARGEST_BODY:
        raise Refused("api.too_large", f"A request has {LARGEST_BODY:,} bytes at most; send several.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("api.not_json", "The body is not JSON in UTF-8.") from None
    leads = said if isinstance(said, list) else [said]
    if not leads or len(leads) > MOST:
        raise Refused("api.too_many", f"Send 1 to {MOST} leads in one request.")
    return leads


def _read_all(said: list[Any], at: datetime) -> list[LeadArrival | Refused]:
    editions = editions_in_force(at)
    reader = Reader(editions.fields if editions else {}, at, "api")
    return [_read(reader, each) for each in said]


def _results(read: list[LeadArrival | Refused], taken: list[TakenIn]) -> list[dict[str, Any]]:
    """Refused ones keep their place among the answers and stop no other."""
    rest = iter(taken)
    return [_shown(next(rest) if isinstance(each, LeadArrival) else TakenIn("refused", refusal=each)) for each in read]


def _read(reader: Reader, said: Any) -> LeadArrival | Refused:
    if not isinstance(said, dict):
        return Refused("api.invalid", 'A lead is an object: {"email": "…"}.')
    unknown = said.keys() - LeadIn.model_fields.keys()
    if unknown:
        name = sorted(unknown)[0]
        hint = did_you_mean(name, list(LeadIn.model_fields), "Fields of the Book go into fields.")
        return Refused("api.unknown", f"There is no {name[:80]!r}. {hint}", name[:80])
    try:
        return reader.read(said)
    except Refused as refused:
        return refused


def _shown(taken: TakenIn) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "outcome": taken.outcome,
        "id": taken.lead_id,
        "status": taken.status,
        "verdict": taken.verdict,
        "level": taken.level,
        "because": taken.because,
    }
    if taken.refusal is not None:
        said = {"message": taken.refusal.message, "field": taken.refusal.field}
        shown |= {"code": taken.refusal.code, **{name: text and _kept(text) for name, text in said.items()}}
    return shown


def _kept(text: str) -> str:
    """A text that may repeat what was sent, as a database can keep it with its key: PostgreSQL has no NUL in JSON."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _status(results: list[dict[str, Any]]) -> int:
    outcomes = {result["outcome"] for result in results}
    if "refused" in outcomes:
        return 422 if outcomes == {"refused"} else 207
    return 201 if outcomes & {"created", "joined"} else 200

"""Other programs that call about opportunities and what belongs to them: who they are, and that they are heard once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from samebook.company.models import AccessToken
from samebook.company.queries import actor_of_token, token_shown
from samebook.exchange.idempotency import key_of, once_each
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

SCOPE = "opportunities:write"
LARGEST_BODY = 2 * 1024 * 1024
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


def reader_of(request: HttpRequest) -> Actor:
    """Whoever reads: the holder of a token of this scope, or somebody with their own token, as themselves."""
    header = request.headers.get("Authorization", "")
    try:
        return actor_of_token(token_shown(header, SCOPE, to="read opportunities"))
    except Refused as refused:
        if refused.code != "access.denied":
            raise
        actor = actor_of_token(token_shown(header, "numbers:read", to="read opportunities"))
        if actor.id is None:
            raise
        return actor


def let_in(request: HttpRequest) -> bool:
    """Look at the token before anything else that came, so that nobody without one learns what a body should be."""
    if request.method in ("GET", "HEAD"):
        reader_of(request)
        return True
    token_shown(request.headers.get("Authorization", ""), SCOPE, to="change opportunities")
    if len(request.body) > LARGEST_BODY:
        raise Refused("api.too_large", f"A request has {LARGEST_BODY:,} bytes at most.")
    return True


def once(request: HttpRequest, status: int, act: Callable[[Actor, datetime], Any]) -> HttpResponse:
    """Do it once for its ``Idempotency-Key``, and answer with what the act gives, which is plain JSON."""
    token: AccessToken = token_shown(request.headers.get("Authorization", ""), SCOPE, to="change opportunities")
    at, actor = datetime.now(UTC), actor_of_token(token)
    named = request.headers.get("Idempotency-Key")
    asked = (request.method or "").encode() + request.path.encode() + b"\n" + request.body
    key = None if named is None else key_of(token.pk, named, asked)

    def answer(_: list[int]) -> list[tuple[int, Any]]:
        return [(status, act(actor, at))]

    with writing():
        [given] = once_each([key], answer, at=at)
    if isinstance(given, Refused):
        raise given
    return JsonResponse(given.data, status=given.status)

"""Turns a refusal into an answer, once, for every page; and carries notices to pages that htmx updates."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails

from samebook.kernel.refusals import Missing, Refused

Handler = Callable[[HttpRequest], HttpResponse]
NOTICES = "samebook:notices"


class RefusalMiddleware:
    """Shows the message of a ``Refused`` that no view caught: 404 for what is missing, 403 for what is not allowed.

    A request by htmx gets the message for the live region and no page; nothing on the page is swapped.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_part(request) and not response.has_header("HX-Redirect") and NOTICES not in _triggers(response):
            _announce(response, _waiting(request))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = status_of(exception)
        if _is_part(request):
            response = HttpResponse(status=status)
            _announce(response, [{"text": exception.message, "tone": "wrong"}])
            return response
        return render(request, "web/refused.html", {"refused": exception, "status": status}, status=status)


def status_of(refused: Refused) -> int:
    """404 for missing or foreign, 403 for not allowed, 409 for what the rules forbid."""
    if isinstance(refused, Missing):
        return 404
    return 403 if refused.code.startswith("access.") else 409


def _is_part(request: HttpRequest) -> bool:
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"text": str(message), "tone": "wrong" if message.level >= messages.ERROR else "plain"}
        for message in messages.get_messages(request)
    ]


def _announce(response: HttpResponse, notices: list[dict[str, Any]]) -> None:
    if notices:
        trigger_client_event(response, NOTICES, {"notices": notices})


def _triggers(response: HttpResponse) -> str:
    return response.get("HX-Trigger", "")

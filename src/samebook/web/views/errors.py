"""Pages for what went wrong: what it was, and where to go from here; never a trace."""

import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django_htmx.http import trigger_client_event

from samebook.jobs.away import is_away
from samebook.web.middleware.actor import API
from samebook.web.middleware.refusals import NOTICES

SOON = "5"
"""Seconds after which a program may ask again while the database is away."""


@dataclass(frozen=True, slots=True)
class Wrong:
    status: int
    title: str
    words: str


BAD_REQUEST = Wrong(400, "That request could not be read", "Something in its address or its form is damaged.")
FORBIDDEN = Wrong(403, "That is not open to you", "If you think it should be, ask your administrator for the role.")
CSRF = Wrong(403, "This form has expired", "Go back, reload the page, and send it again. Nothing was changed.")
NOT_FOUND = Wrong(404, "There is no such page", "It may have been moved, or it is not yours to see.")
SERVER = Wrong(500, "Something broke on our side", "Nothing half done was kept. The administrator's log says more.")
AWAY = Wrong(
    503,
    "The database does not answer",
    "Wait a little and try again. Nothing half done was kept; look whether your last change is there before you make "
    "it again.",
)


def _answer(request: HttpRequest | None, wrong: Wrong) -> HttpResponse:
    theme = request.COOKIES.get("theme", "") if request else ""
    page = render_to_string("web/wrong.html", {"wrong": wrong, "theme": theme if theme in ("light", "dark") else ""})
    return HttpResponse(page, status=wrong.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, CSRF)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django calls while it handles an error: of ours, or the database is away. Programs get JSON."""
    away = is_away(sys.exc_info()[1])
    wrong = AWAY if away else SERVER
    if request.path.startswith(API):
        code = "api.away" if away else "api.broken"
        body = {"code": code, "message": f"{wrong.title}. {wrong.words}", "field": None}
        response: HttpResponse = JsonResponse(body, status=wrong.status)
    else:
        response = _answer(request, wrong)
    if away:
        response["Retry-After"] = SOON
        if request.headers.get("HX-Request"):
            notice = {"text": f"{wrong.title}. {wrong.words}", "tone": "wrong"}
            trigger_client_event(response, NOTICES, {"notices": [notice]})
    return response

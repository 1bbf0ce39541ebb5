"""Pages for what went wrong: what it was, and where to go from here; never a trace."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


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
    return _answer(request, SERVER)

"""Turns a refusal into an answer, once, for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samebook.kernel.refusals import Missing, Refused

Handler = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Shows the message of a ``Refused`` that no view caught: 404 for what is missing, 403 for what is not allowed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 404 if isinstance(exception, Missing) else 403 if exception.code.startswith("access.") else 409
        return render(request, "web/refused.html", {"refused": exception}, status=status)

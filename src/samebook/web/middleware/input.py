"""Refuses text that no database and no template can hold, before any view reads it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, QueryDict

from samebook.kernel.texts import is_text
from samebook.web.middleware.refusals import Handler
from samebook.web.views.errors import bad_request

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class CleanInputMiddleware:
    """Answers 400 to NUL bytes and lone surrogates in the path, the query or a form."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_text(request.path) or not all(map(is_text, _texts(request.GET))):
            return bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if request.method != "POST" or request.content_type not in FORMS:
            return None
        return None if all(map(is_text, _texts(request.POST))) else bad_request(request)


def _texts(data: QueryDict) -> Iterator[str]:
    for key, values in data.lists():
        yield key
        yield from (str(value) for value in values)

"""Who asks, and in which company."""

from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from samebook.company.queries import actor_for, the_company
from samebook.kernel.access import Actor
from samebook.ui.doors import to_sign_in
from samebook.web.middleware.refusals import Handler

API = "/api/"
NO_PAGE = ("/healthz", "/static/", API)
FIRST_RUN = "/start"


class ActorMiddleware:
    """Puts ``request.company`` and, read when first used, ``request.actor``; leads an empty home to the first-run page.

    The reader's zone is the company's.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NO_PAGE):
            return self.get_response(request)
        company = the_company()
        request.company = company  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        if company is None:
            return self._begin(request)
        with timezone.override(ZoneInfo(company.time_zone)):
            return self.get_response(request)

    def _begin(self, request: HttpRequest) -> HttpResponse:
        if request.path == FIRST_RUN:
            return self.get_response(request)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(FIRST_RUN)
        return redirect(FIRST_RUN)


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every page asks for a sign-in unless its view says ``login_not_required``; the API asks for tokens itself."""

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:
        if request.path.startswith(API):
            return None
        return super().process_view(request, *view)  # type: ignore[arg-type]

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponse:  # type: ignore[override]
        return to_sign_in(request)


def _actor_of(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return Actor(id=None, label="anonymous")
    return actor_for(user)

"""What every page's view begins with: a request that somebody signed in has made."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from samebook.kernel.access import Actor

P = ParamSpec("P")


class SignedRequest(HttpRequest):
    """A request with its actor; ``htmx`` is true when only a part of the page is asked for."""

    actor: Actor
    htmx: HtmxDetails


def signed_in(
    view: Callable[Concatenate[SignedRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Answer only those who are signed in; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the middleware has put the actor there

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page; for a part of a page, the whole page goes there."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path())

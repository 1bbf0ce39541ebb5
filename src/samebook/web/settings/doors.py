"""What every page of settings does first, and how a form leads to an action."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from samebook.kernel.access import Role
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

P = ParamSpec("P")
PLACES = (
    ("Company", "company"),
    ("Users", "users"),
    ("Teams", "teams"),
    ("Territories", "territories"),
    ("Calendars", "calendars"),
    ("Money", "money"),
    ("Tokens", "tokens"),
    ("Jobs", "jobs"),
)


def administrators(
    view: Callable[Concatenate[SignedRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Answer administrators only."""

    @signed_in
    @wraps(view)
    def guarded(request: SignedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.actor.require(Role.ADMINISTRATOR, to="change settings")
        return view(request, *args, **kwargs)

    return guarded


def kept(request: HttpRequest, form: BaseForm, act: Callable[[], Any], said: str) -> bool:
    """Do it when the form holds; a refusal is shown at its field, and False says so.

    Raises:
        Missing: The record the page is about; one that a field names is shown at the field.
    """
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        if isinstance(refused, Missing) and refused.field not in form.fields:
            raise
        show(refused, form)
        return False
    messages.success(request, said)
    return True


def done(request: HttpRequest, act: Callable[[], Any], said: str) -> None:
    """An act without a form: says that it is done, or why not, on the page that follows."""
    try:
        act()
    except Missing:
        raise
    except Refused as refused:
        if refused.code.startswith("access."):
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, said)


def frame(current: str) -> dict[str, Any]:
    """The tabs of settings."""
    return {"tabs": [(label, reverse(f"settings:{name}"), name == current) for label, name in PLACES]}


def status_of(form: BaseForm) -> int:
    return 422 if form.is_bound else 200

"""Keeping what a page of numbers shows as a saved view."""

from datetime import UTC, datetime

from django.contrib import messages

from samebook.kernel.refusals import Refused
from samebook.saved.actions import save_view
from samebook.saved.forms import ViewForm
from samebook.saved.terms import About
from samebook.ui.doors import SignedRequest
from samebook.ui.forms import show

SAVED = "Saved. It stands above the list of numbers, and can be mailed to you."


def is_saved(request: SignedRequest, form: ViewForm, about: About, subject: str, query: str) -> bool:
    """Whether the view was kept; else the form says why not."""
    if not form.is_valid():
        return False
    given, now = form.cleaned_data, datetime.now(UTC)
    try:
        save_view(request.actor, about=about, subject=subject, query=query, **given, at=now)
    except Refused as refused:
        show(refused, form)
        return False
    messages.success(request, SAVED)
    return True

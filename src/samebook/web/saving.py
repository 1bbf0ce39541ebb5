"""Keeping what a page of numbers shows as a saved view."""

from datetime import UTC, datetime

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html

from samebook.kernel.refusals import Refused
from samebook.saved.actions import save_view
from samebook.saved.forms import ViewForm
from samebook.saved.terms import About
from samebook.ui.doors import SignedRequest
from samebook.ui.forms import show

SAVED = 'Saved. It stands above the list of numbers. <a href="{}">Have it mailed to you</a>'


def is_saved(request: SignedRequest, form: ViewForm, about: About, subject: str, query: str) -> bool:
    """Whether the view was kept; else the form says why not."""
    if not form.is_valid():
        return False
    given, now = form.cleaned_data, datetime.now(UTC)
    try:
        view = save_view(request.actor, about=about, subject=subject, query=query, **given, at=now)
    except Refused as refused:
        show(refused, form)
        return False
    messages.success(request, format_html(SAVED, reverse("saved:view", args=[view.pk])))
    return True

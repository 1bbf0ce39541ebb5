"""The way in, and the sign of life."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.places import first_place


@require_safe
@signed_in
def home(request: SignedRequest) -> HttpResponseBase:
    """The reader's first place."""
    return redirect(first_place(request.actor) or "web:nowhere")


@require_safe
@signed_in
def nowhere(request: SignedRequest) -> HttpResponseBase:
    """For a login that no place is open to."""
    return render(request, "web/nowhere.html")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for supervisors. Says nothing about the company."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")

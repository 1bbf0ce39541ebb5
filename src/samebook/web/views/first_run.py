"""The page that an empty home begins with."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samebook.company.actions import found_company
from samebook.company.queries import the_company
from samebook.kernel.refusals import Refused
from samebook.ui import forms as ui_forms
from samebook.web.forms import FirstRunForm


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Found the company; once there is one, this page only leads to the sign-in."""
    if the_company() is not None:
        return redirect("web:login")
    form = FirstRunForm(request.POST or None)
    if form.is_valid():
        try:
            found_company(**form.values(), hours=form.hours(), at=datetime.now(UTC))
        except Refused as refused:
            ui_forms.show(refused, form)
        else:
            messages.success(request, "The company is founded. Sign in as its administrator.")
            return redirect("web:login")
    return render(request, "web/first_run.html", {"form": form})

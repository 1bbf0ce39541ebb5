"""Signing in and out."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from samebook.ui.templatetags.formats import duration_text


class SignInForm(AuthenticationForm):
    """E-mail and password. One message for every failure, so that it tells nobody which addresses have a login."""

    error_messages = {
        "invalid_login": "E-mail and password do not match a login.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail"
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "inputmode": "email"}

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if username:
            self.cleaned_data["username"] = username.strip().lower()
        return super().clean()


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "web/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """By POST only, so that no link signs anybody out."""


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """After too many wrong passwords: how long to wait; the same words whether the login exists or not."""
    from axes.helpers import get_cool_off

    wait = duration_text(get_cool_off(request) or timedelta(0))
    return render(request, "web/locked_out.html", {"wait": wait}, status=429)

"""One's own login: password, notices, appearance."""

from datetime import UTC, datetime

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.models import User
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.settings.doors import kept, status_of
from samebook.web.settings.forms import NoticesForm, OwnPasswordForm


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: SignedRequest) -> HttpResponseBase:
    """Who I am here; a POST switches mail notices on or off."""
    user = _own(request)
    form = NoticesForm(request.POST if request.method == "POST" else None, initial={"mail_notices": user.mail_notices})
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.choose_notices(request.actor, **form.cleaned_data, at=now),
        "Your choice is kept.",
    ):
        return redirect("settings:profile")
    page = {"own": user, "notices": form, "password_form": OwnPasswordForm()}
    return render(request, "web/settings/profile.html", page, status=status_of(form))


@sensitive_post_parameters("old", "new")
@require_POST
@signed_in
def password(request: SignedRequest) -> HttpResponseBase:
    """Change one's own password; this session stays, others end."""
    user = _own(request)
    form = OwnPasswordForm(request.POST)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.change_password(request.actor, **form.cleaned_data, at=now),
        "Your password is changed; your other sessions have ended.",
    ):
        update_session_auth_hash(request, _own(request))
        return redirect("settings:profile")
    page = {"own": user, "notices": NoticesForm(initial={"mail_notices": user.mail_notices}), "password_form": form}
    return render(request, "web/settings/profile.html", page, status=422)


def _own(request: SignedRequest) -> User:
    return queries.user_of(request.actor, request.actor.id or 0)

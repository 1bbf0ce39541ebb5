"""One's own login: password, notices, appearance."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.models import AccessToken, User
from samebook.kernel.access import INSIDE
from samebook.kernel.refusals import Missing
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.mcp.asking import LOOPBACK
from samebook.web.settings.doors import done, kept, status_of
from samebook.web.settings.forms import NoticesForm, OwnPasswordForm, OwnTokenForm


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
    page = _page(request, user) | {"notices": form}
    return render(request, "web/settings/profile.html", page, status=status_of(form))


@never_cache
@require_POST
@signed_in
def make_token(request: SignedRequest) -> HttpResponseBase:
    """Make a token that reads as oneself; shown this once."""
    user = _own(request)
    form = OwnTokenForm(request.POST)
    made: list[tuple[AccessToken, str]] = []
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: made.append(actions.create_own_token(request.actor, **form.cleaned_data, at=now)),
        "The token is made. It is shown this once.",
    ):
        token, secret = made[0]
        page = {"token": token, "secret": secret, "settings": assistant_settings(secret)}
        return render(request, "web/settings/own_token.html", page)
    return render(request, "web/settings/profile.html", _page(request, user) | {"token_form": form}, status=422)


@require_POST
@signed_in
def end_token(request: SignedRequest, token_id: int) -> HttpResponseBase:
    """End one of one's own tokens for ever."""
    now = datetime.now(UTC)
    own = queries.own_tokens(request.actor).filter(pk=token_id).first()
    if own is None:
        raise Missing("token")
    done(request, lambda: actions.revoke_token(request.actor, own.pk, at=now), "The token is revoked, for ever.")
    return redirect("settings:profile")


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
    page = _page(request, user) | {"password_form": form}
    return render(request, "web/settings/profile.html", page, status=422)


def _page(request: SignedRequest, user: User) -> dict[str, Any]:
    """The page with every form as it stands."""
    return {
        "own": user,
        "notices": NoticesForm(initial={"mail_notices": user.mail_notices}),
        "password_form": OwnPasswordForm(),
        "token_form": OwnTokenForm(),
        "tokens": queries.own_tokens(request.actor).filter(revoked_at=None),
        "may_make_tokens": request.actor.has(*INSIDE),
    }


def assistant_settings(secret: str) -> str:
    """What an assistant's settings say of us, to be copied; on this machine with the whole path of the command."""
    here = urlsplit(settings.SAMEBOOK_BASE_URL).hostname in LOOPBACK
    command = {
        "command": str(Path(sys.executable).with_name("samebook")) if here else "samebook",
        "args": ["mcp", "--server", settings.SAMEBOOK_BASE_URL.rstrip("/")],
        "env": {"SAMEBOOK_TOKEN": secret},
    }
    return json.dumps({"mcpServers": {"samebook": command}}, indent=2)


def _own(request: SignedRequest) -> User:
    return queries.user_of(request.actor, request.actor.id or 0)

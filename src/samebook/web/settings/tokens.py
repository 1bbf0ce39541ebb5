"""Access tokens: made, shown once, revoked."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.models import AccessToken
from samebook.ui.doors import SignedRequest
from samebook.web.settings.doors import administrators, done, frame, kept, status_of
from samebook.web.settings.forms import TokenForm


@never_cache
@require_http_methods(["GET", "POST"])
@administrators
def tokens(request: SignedRequest) -> HttpResponseBase:
    """Every token without its secret; a POST makes one and shows its secret this once."""
    form = TokenForm(request.POST or None)
    made: list[tuple[AccessToken, str]] = []
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: made.append(actions.create_token(request.actor, **form.cleaned_data, at=now)),
        "The token is made. It is shown this once.",
    ):
        token, secret = made[0]
        page = frame("tokens") | {"token": token, "secret": secret, "example": _example(token.scope, secret)}
        return render(request, "web/settings/token.html", page)
    page = frame("tokens") | {"tokens": queries.tokens(request.actor), "form": form}
    return render(request, "web/settings/tokens.html", page, status=status_of(form))


@require_POST
@administrators
def revoke(request: SignedRequest, token_id: int) -> HttpResponseBase:
    """End a token for ever."""
    now = datetime.now(UTC)
    done(request, lambda: actions.revoke_token(request.actor, token_id, at=now), "The token is revoked, for ever.")
    return redirect("settings:tokens")


def _example(scope: str, secret: str) -> str:
    """How the token is used, to be copied."""
    base = settings.SAMEBOOK_BASE_URL.rstrip("/")
    if scope == "form":
        address = base + reverse("leads:form", args=[secret])
        return f'<iframe src="{address}?source=website" title="Contact us" width="100%" height="900"></iframe>'
    if scope == "opportunities:write":
        return f'curl -H "Authorization: Bearer {secret}" {base}/api/v1/opportunities'
    if scope == "numbers:read":
        return f'curl -H "Authorization: Bearer {secret}" {base}/api/v1/measures/delivered'
    return (
        f'curl -X POST {base}/api/v1/leads -H "Authorization: Bearer {secret}" -H "Content-Type: application/json" '
        """-d '{"email": "ines@example.com", "company": "Example GmbH"}'"""
    )

"""The public form: stands in a frame on any page, asks for no sign-in, keeps no cookie.

Against programs: a trap field, a signed stamp (2 seconds to 1 day old), and a fixed window for each address of the net.
The window is counted in Django's cache: in this process's memory unless a shared cache is configured, so with several
web processes each of them counts by itself.
"""

import hashlib
from datetime import UTC, datetime

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samebook.agreement.queries import in_force
from samebook.communications.queries import communications_named
from samebook.company.models import AccessToken
from samebook.company.queries import actor_of_token, token_named
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.actions import sign_up
from samebook.leads.forms import PublicForm
from samebook.leads.forms.public import WORDING
from samebook.leads.stamps import new_stamp, read_stamp
from samebook.ui.forms import show

WINDOW = 600
MOST = 30
"""So many requests from one address of the net in one window of seconds."""


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator]
@xframe_options_exempt
@csrf_exempt  # it acts for nobody who is signed in; the stamp says that the form came from here
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form, or take what was sent; a second sending of the same form adds nothing."""
    token, now = _token(key), datetime.now(UTC)
    current = in_force(now)
    fields = current.book.fields if current else {}
    if request.method != "POST":
        return _show(request, PublicForm(fields=fields, at=now, initial={"stamp": new_stamp(token.pk, at=now)}))
    if _is_too_many(request, token, now):
        return render(request, "leads/form_busy.html", status=429)
    sent = PublicForm(request.POST, fields=fields, at=now)
    if sent.is_trapped or (sent.is_valid() and _take(request, token, sent, now)):
        return render(request, "leads/form_thanks.html")
    return _show(request, sent, status=422)


def _token(key: str) -> AccessToken:
    token = token_named(key)
    if token is None or token.scope != "form":
        raise Missing("form")
    return token


def _take(request: HttpRequest, token: AccessToken, sent: PublicForm, now: datetime) -> bool:
    try:
        stamp = read_stamp(sent.cleaned_data["stamp"], token.pk, at=now)
    except Refused as refused:
        show(refused, sent)
        _renew(request, sent, token, refused, now)
        return False
    arrival = sent.arrival(external_id=stamp.external_id, **_origin(request))
    if arrival is None:
        return False
    wording = WORDING if sent.cleaned_data["consent"] else None
    taken = sign_up(actor_of_token(token), arrival, wording=wording, at=now)
    if taken.refusal is not None:
        show(taken.refusal, sent)
    return taken.refusal is None


def _renew(request: HttpRequest, sent: PublicForm, token: AccessToken, refused: Refused, now: datetime) -> None:
    """A stamp that ran out is replaced, so that sending once more works; one sent too soon only has to age."""
    if refused.code != "leads.stamp_too_soon":
        sent.data = {**request.POST.dict(), "stamp": new_stamp(token.pk, at=now)}


def _origin(request: HttpRequest) -> dict[str, str]:
    """Source and communication as the address names them; a communication that is not known counts as none."""
    name = request.GET.get("communication", "")[:200]
    return {
        "source": request.GET.get("source", "")[:60],
        "communication": name if name and communications_named([name]) else "",
    }


def _is_too_many(request: HttpRequest, token: AccessToken, now: datetime) -> bool:
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]
    key = f"leads.form:{token.pk}:{int(now.timestamp()) // WINDOW}:{address}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        return cache.incr(key) > MOST
    except ValueError:
        return False


def _show(request: HttpRequest, shown: PublicForm, status: int = 200) -> HttpResponse:
    return render(request, "leads/form.html", {"form": shown}, status=status)

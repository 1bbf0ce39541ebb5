"""Every text that a draft had: who changed it, when and why, and the difference between any two."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samebook.agreement import points, queries
from samebook.agreement.views.pages import views_of
from samebook.ui.doors import SignedRequest, signed_in

MOST = 200
"""How many saved texts the page lists; more than that nobody compares by hand."""


@require_safe
@signed_in
def history(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Saved texts, the newest first; the last change is shown unless two others are chosen."""
    edition = queries.edition_of(request.actor, edition_id)
    saved = list(points.history_of(request.actor, edition_id)[:MOST])
    newest = saved[0].number if saved else 1
    to = _number(request.GET.get("to"), newest)
    since = _number(request.GET.get("from"), max(to - 1, 1))
    return render(request, "agreement/history.html", {
        "edition": edition,
        "saved": saved,
        "from": points.saved_text(request.actor, edition_id, since),
        "to": points.saved_text(request.actor, edition_id, to),
        "views": views_of(request.actor, edition, "history"),
    })  # fmt: skip


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 7 else otherwise

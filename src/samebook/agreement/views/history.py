"""Every text that a draft had: who changed it, when and why, and the difference between any two."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samebook.agreement import points, queries
from samebook.agreement.editor.differing import Change
from samebook.agreement.models import Saved
from samebook.agreement.views.pages import views_of
from samebook.agreement.views.words import changes_between, may_change
from samebook.ui.doors import SignedRequest, signed_in

MOST = 200
"""How many saved texts the page lists; more than that nobody compares by hand."""
MOST_TOLD = 20
"""For how many of them it is said what they changed; each takes two texts to be read."""


@require_safe
@signed_in
def history(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Saved texts, the newest first; the last change is shown unless two others are chosen."""
    edition = queries.edition_of(request.actor, edition_id)
    saved = list(points.history_of(request.actor, edition_id)[:MOST])
    newest = saved[0].number if saved else 1
    to = _number(request.GET.get("to"), newest)
    since = _number(request.GET.get("from"), max(to - 1, 1))
    before, after = (points.saved_text(request.actor, edition_id, number) for number in (since, to))
    return render(request, "agreement/history.html", {
        "edition": edition,
        "rows": _with_what(edition_id, saved),
        "saved": saved,
        "from": before,
        "to": after,
        "may_take_back": may_change(request.actor, edition) == "change" and newest != to,
        "changes": changes_between(before.text, after.text),
        "views": views_of(request.actor, edition, "history"),
    })  # fmt: skip


def _with_what(edition_id: int, saved: list[Saved]) -> list[tuple[Saved, list[Change] | None]]:
    """Each saved text with what it changed; None for the first, and for those too many to tell. Two queries."""
    told = Saved.objects.filter(edition=edition_id, number__in=[each.number for each in saved[: MOST_TOLD + 1]])
    texts, places = dict(told.values_list("number", "text")), queries.territory_names()
    return [
        (
            each,
            changes_between(texts[each.number - 1], texts[each.number], places)
            if each.number in texts and each.number - 1 in texts
            else None,
        )
        for each in saved
    ]


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 7 else otherwise

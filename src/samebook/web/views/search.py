"""The search box: accounts, people, opportunities and leads, as pages and while one types."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.finding import SHORTEST, found_for


@require_safe
@signed_in
def search(request: SignedRequest) -> HttpResponseBase:
    """What the text may mean, in groups; the box asks for the short list alone while one types."""
    text = request.GET.get("q", "").strip()
    is_live = bool(request.htmx)
    groups = found_for(request.actor, text, most=5 if is_live else 20)
    page = "web/parts/found.html" if is_live else "web/search.html"
    return render(request, page, {"q": text, "groups": groups, "is_short": len(text) < SHORTEST})

"""The map of territories."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.models import Territory
from samebook.kernel.refusals import Missing
from samebook.ui.doors import SignedRequest
from samebook.web.settings.doors import administrators, frame, kept, status_of
from samebook.web.settings.forms import MoveForm, RenameForm, TerritoryForm

DEEPEST_SHOWN = 6


@require_http_methods(["GET", "POST"])
@administrators
def territories(request: SignedRequest) -> HttpResponseBase:
    """The tree; a POST adds a node."""
    form = TerritoryForm(request.POST or None, actor=request.actor)
    now = datetime.now(UTC)
    if kept(
        request, form, lambda: actions.add_territory(request.actor, **form.values(), at=now), "The territory is added."
    ):
        return redirect("settings:territories")
    tree = [(place, min(depth, DEEPEST_SHOWN)) for place, depth in queries.territories(request.actor)]
    page = frame("territories") | {"tree": tree, "form": form}
    return render(request, "web/settings/territories.html", page, status=status_of(form))


@require_http_methods(["GET", "POST"])
@administrators
def territory(request: SignedRequest, territory_id: int) -> HttpResponseBase:
    """One territory; a POST gives it another name."""
    found = _territory(request, territory_id)
    form = RenameForm(request.POST or None, initial={"name": found.name})
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.rename_territory(request.actor, territory_id, **form.cleaned_data, at=now),
        "The territory has another name; its code stays.",
    ):
        return redirect("settings:territories")
    return render(request, "web/settings/territory.html", _page(request, found, rename=form), status=status_of(form))


@require_POST
@administrators
def move(request: SignedRequest, territory_id: int) -> HttpResponseBase:
    """Hang a territory, with all below it, elsewhere."""
    found = _territory(request, territory_id)
    form = MoveForm(request.POST, actor=request.actor, territory=found)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.move_territory(request.actor, territory_id, parent_id=form.cleaned_data["parent"], at=now),
        "The territory has moved, with all below it.",
    ):
        return redirect("settings:territories")
    return render(request, "web/settings/territory.html", _page(request, found, move=form), status=422)


def _page(
    request: SignedRequest, found: Territory, *, rename: RenameForm | None = None, move: MoveForm | None = None
) -> dict[str, Any]:
    return frame("territories") | {
        "territory": found,
        "rename_form": rename or RenameForm(initial={"name": found.name}),
        "move_form": move or MoveForm(actor=request.actor, territory=found),
    }


def _territory(request: SignedRequest, territory_id: int) -> Territory:
    for place, _ in queries.territories(request.actor):
        if place.pk == territory_id:
            return place
    raise Missing("territory")

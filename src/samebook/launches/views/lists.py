"""Every launch, and the grid of one."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from samebook.kernel.access import SEES_RECORDS
from samebook.launches.charts import readiness_described
from samebook.launches.grid import Grid, grid_of
from samebook.launches.models import Launch, ReadinessDay
from samebook.launches.queries import listed, newest_days
from samebook.launches.rules import PLANNING
from samebook.launches.shown import SHOWS, says, shown_grid
from samebook.launches.terms import State
from samebook.launches.views.base import frame, opened
from samebook.ui.doors import SignedRequest, signed_in

MOST = 200
"""Launches on one page; a company has a few at a time."""
DAYS = 400
"""Of the readiness that is drawn."""


@require_safe
@signed_in
def table(request: SignedRequest) -> HttpResponseBase:
    """The launches, those that begin next first, as they were last counted."""
    request.actor.require(*SEES_RECORDS, to="see launches")
    found = list(listed(request.actor)[:MOST])
    newest = newest_days(found)
    rows = [_row(each, newest.get(each.pk)) for each in found]
    page = {"rows": rows, "may_plan": request.actor.has(*PLANNING), "is_full": len(found) == MOST}
    return render(request, "launches/list.html", page)


@require_safe
@signed_in
def launch(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """The coverage grid, how ready the launch is, and how that went."""
    found = opened(request, launch_id)
    page = frame(request, found, "launch")
    grid = grid_of(found, day=page["day"])
    show, role = request.GET.get("show", ""), request.GET.get("role", "")
    show, role = show if show in SHOWS else "", role if role in found.roles else ""
    shown = shown_grid(grid, page["axes"], show=show, role=role)
    page |= {
        "grid": shown,
        "readiness": grid.readiness,
        "says": says(found, grid, page["day"]),
        "lost": len(grid.lost),
        "shows": _shows(found, grid, show, role),
        "roles": _roles(found, page["axes"], show, role, shown),
        "show": show,
        "new_names": page["axes"].new_in_the_book(found) if page["may_plan"] else {},
        "to_import": f"{reverse('web:imports')}?rows=launch_cells",
        **_over_time(found),
    }
    return render(request, "launches/launch.html", page)


def _row(launch: Launch, counted: ReadinessDay | None) -> dict[str, Any]:
    gaps = counted.required - counted.covered - counted.signed if counted else None
    return {"launch": launch, "counted": counted, "gaps": gaps, "lost": launch.state == State.READY and bool(gaps)}


def _shows(launch: Launch, grid: Grid, show: str, role: str) -> list[tuple[str, str, bool, int]]:
    found = grid.readiness
    counts = {"": found.required, "gaps": found.gaps, "all": len(grid.cells)}
    return [(name, _address(launch, key, role), key == show, counts[key]) for key, name in SHOWS.items()]


def _roles(launch: Launch, axes: Any, show: str, role: str, shown: Any) -> list[tuple[str, str, bool]]:
    """One tab for each role, where there are too many cells for one page or one role was chosen."""
    if not (shown.by_role or role):
        return []
    here = role or (shown.roles[0].name if shown.roles else "")
    every = [] if shown.by_role else [("All roles", _address(launch, show, ""), False)]
    return every + [(axes.role(each), _address(launch, show, each), each == here) for each in launch.roles]


def _address(launch: Launch, show: str, role: str) -> str:
    query = urlencode({key: value for key, value in (("show", show), ("role", role)) if value})
    return f"{reverse('launches:launch', args=[launch.pk])}?{query}#grid-h"


def _over_time(launch: Launch) -> dict[str, Any]:
    days = list(ReadinessDay.objects.filter(launch=launch).order_by("-day")[:DAYS])[::-1]
    return {
        "days": days,
        "described": readiness_described(days) if days else "",
        "day_columns": ("Day", "Required", "Covered", "Signed for", "Gaps", "Trained"),
        "day_rows": [
            (each.day, each.required, each.covered, each.signed, each.required - each.covered - each.signed,
             f"{each.trained} of {each.to_train}")
            for each in reversed(days)
        ],
    }  # fmt: skip

"""The sales process that a launch assumes, and the actual one beside it."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samebook.buying.terms import stage_name
from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions
from samebook.launches.actual import FEWEST, Actual, actual_of
from samebook.launches.axes import Axes
from samebook.launches.forms import ProcessForm
from samebook.launches.models import AssumedStage, Launch
from samebook.launches.rules import PLANNING, check_is_planned
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.numbers.estimates import Estimate
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show


@require_http_methods(GET_OR_POST)
@signed_in
def process(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Stages, days and people: as assumed, and as sales of the product went since the launch."""
    if request.method == "POST":
        request.actor.require(*PLANNING, to="say what a launch assumes")
    launch = opened(request, launch_id)
    page = frame(request, launch, "process")
    assumed = {each.stage: each for each in launch.assumed.order_by("place", "id")}
    pipeline = _pipeline(request, page["axes"], next(iter(assumed.values())).pipeline if assumed else "")
    stages = [stage.name for stage in pipeline.stages]
    initial = {f"{part}-{stage}": getattr(each, part) for stage, each in assumed.items() for part in ("days", "people")}
    form = ProcessForm(request.POST if request.method == "POST" else None, stages=stages, initial=initial)
    if request.method == "POST":
        check_is_planned(launch.state)
        if form.is_valid():
            try:
                actions.assume_process(
                    request.actor, launch_id, pipeline=pipeline.name, said=form.said(), at=datetime.now(UTC)
                )
            except Missing:
                raise
            except Refused as refused:
                show(refused, form)
            else:
                messages.success(request, "What the plan assumes is kept.")
                return redirect("launches:process", launch_id)
    names = list(dict.fromkeys([*stages, *assumed]))
    actual = actual_of(request.actor, launch, names, at=page["now"])
    page |= {
        "form": form,
        "pipeline": pipeline,
        "pipelines": _pipelines(page["axes"], pipeline, launch),
        "rows": [_row(name, assumed.get(name), actual) for name in names],
        "assumed_days": sum(each.days or 0 for each in assumed.values()),
        "assumed_people": max((each.people or 0 for each in assumed.values()), default=0),
        "has_assumed": bool(assumed),
        "actual": actual,
        "people_interval": _interval(actual.people),
        "fewest": FEWEST,
    }
    return render(request, "launches/process.html", page, status=422 if form.is_bound else 200)


def _pipeline(request: SignedRequest, axes: Axes, held: str) -> Any:
    """The pipeline that is shown: the one asked for, the one assumed, or the first."""
    asked = request.GET.get("pipeline", "") or held
    return axes.selling.named(asked) or axes.selling.pipelines[0]


def _pipelines(axes: Axes, here: Any, launch: Launch) -> list[tuple[str, str, bool]]:
    found = axes.selling.pipelines
    if len(found) < 2:
        return []
    return [(stage_name(each.name), f"?pipeline={each.name}", each.name == here.name) for each in found]


def _row(name: str, assumed: AssumedStage | None, actual: Actual) -> dict[str, Any]:
    found = actual.stages.get(name)
    told: dict[str, Any] = {"name": stage_name(name), "assumed": assumed}
    if found is None:
        return told
    half = found.half.value
    return told | {
        "visits": found.visits,
        "left": found.left,
        "few": found.is_few,
        "half": "" if half is None else f"{half:,.0f} days",
        "interval": _interval(found.half, 0),
    }


def _interval(found: Estimate, places: int = 1) -> str:
    """The ends of an interval in words; empty where no figure is."""
    if found.value is None:
        return ""
    if found.low is None and found.high is None:
        return "no interval: too few"
    return " to ".join("no bound" if end is None else f"{end:,.{places}f}" for end in (found.low, found.high))

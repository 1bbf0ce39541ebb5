"""The training of a launch: material, who has worked through it, who has not."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions, queries
from samebook.launches.forms import TrainingForm
from samebook.launches.models import Acknowledgement, Training
from samebook.launches.rules import PLANNING, TRAINED
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show


@require_http_methods(GET_OR_POST)
@signed_in
def training(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Read who has acknowledged, or publish material."""
    if request.method == "POST":
        request.actor.require(*PLANNING, to="publish training")
    launch = opened(request, launch_id)
    page = frame(request, launch, "training")
    form = TrainingForm(sent(request))
    if form.is_valid():
        try:
            actions.publish_training(request.actor, launch_id, **form.cleaned_data, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The material is published; each rep of the launch finds it on Today.")
            return redirect("launches:training", launch_id)
    versions = queries.trainings_of(launch)
    reps = queries.reps_of([launch])[launch.pk]
    done = queries.acknowledged(versions)
    newest = versions[0] if versions else None
    said = done[newest.pk] if newest else {}
    page |= {
        "form": form,
        "newest": newest,
        "earlier": [(each, len(done[each.pk])) for each in versions[1:]],
        "rows": [(rep, said.get(rep.pk), _older(rep.pk, versions[1:], done)) for rep in reps] if newest else [],
        "missing": sum(rep.pk not in said for rep in reps),
        "of": len(reps),
        "may_acknowledge": newest is not None and request.actor.id in {rep.pk for rep in reps} - set(said),
        "is_link": newest is not None and newest.place.startswith(("https://", "http://")),
        "is_late": newest is not None and newest.due_on < page["day"],
    }
    return render(request, "launches/training.html", page, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def acknowledge(request: SignedRequest, training_id: int) -> HttpResponseBase:
    """Say that one has worked through it."""
    request.actor.require(*TRAINED, to="acknowledge training")
    said = actions.acknowledge(request.actor, training_id, at=datetime.now(UTC))
    messages.success(request, "Kept: you have worked through it.")
    if request.POST.get("from") == "today":
        return redirect("web:today")
    return redirect("launches:training", said.training.launch_id)


@require_POST
@signed_in
def remind(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Write to those who have not."""
    request.actor.require(*PLANNING, to="remind of training")
    opened(request, launch_id)
    count = actions.remind(request.actor, launch_id, at=datetime.now(UTC))
    messages.success(request, f"{count:,} mail{' goes' if count == 1 else 's go'} out.")
    return redirect("launches:training", launch_id)


def _older(user_id: int, versions: Sequence[Training], done: Mapping[int, Mapping[int, Acknowledgement]]) -> int | None:
    """The newest earlier version that somebody acknowledged; None for none."""
    return next((each.number for each in versions if user_id in done[each.pk]), None)

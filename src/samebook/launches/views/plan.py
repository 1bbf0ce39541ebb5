"""Planning a launch, and what the plan says beside the grid."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions, queries
from samebook.launches.axes import Axes, axes_at
from samebook.launches.forms import LaunchForm, MilestoneForm, ReasonForm, RuleForm
from samebook.launches.forms.cells import KINDS
from samebook.launches.models import Launch
from samebook.launches.rules import PLANNING, check_is_planned
from samebook.launches.shown import languages_told
from samebook.launches.terms import KIND
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show


@require_http_methods(GET_OR_POST)
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Plan a launch; the grid is proposed from the Book."""
    request.actor.require(*PLANNING, to="plan a launch")
    now = datetime.now(UTC)
    form = LaunchForm(sent(request), actor=request.actor, axes=axes_at(now))
    if form.is_valid():
        try:
            made = actions.plan_launch(request.actor, form.plan(), at=now)
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The launch is planned. Its grid is a proposal: say what else it requires.")
            return redirect("launches:launch", made.pk)
    return render(request, "launches/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@signed_in
def change(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Change what a plan says."""
    request.actor.require(*PLANNING, to="change a launch")
    found, now = opened(request, launch_id), datetime.now(UTC)
    check_is_planned(found.state)
    form = LaunchForm(sent(request), actor=request.actor, axes=axes_at(now), launch=found)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.change_plan(request.actor, launch_id, form.plan(), seen=seen, at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The plan is changed.")
            return redirect("launches:plan", launch_id)
    page = {"form": form, "launch": found}
    return render(request, "launches/new.html", page, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def plan(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """The plan in words, milestones, rules of the grid, and what was signed."""
    return _page(request, opened(request, launch_id))


@require_POST
@signed_in
def milestone(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Name a milestone."""
    found = _of_planner(request, launch_id, "name a milestone")
    form = MilestoneForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_milestone(
                request.actor, launch_id, name=said["name"], owner_id=said["owner"], due_on=said["due_on"],
                at=datetime.now(UTC),
            )  # fmt: skip
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The milestone stands in the plan.")
            return redirect("launches:plan", launch_id)
    return _page(request, found, milestone=form)


@require_POST
@signed_in
def end_milestone(request: SignedRequest, launch_id: int, milestone_id: int) -> HttpResponseBase:
    """Say that it is done, or that it is not."""
    done = request.POST.get("done") != "no"
    actions.end_milestone(request.actor, launch_id, milestone_id, done=done, at=datetime.now(UTC))
    messages.success(request, "Done." if done else "It is open again.")
    return redirect("launches:plan", launch_id)


@require_POST
@signed_in
def rule(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Say of many cells that they are required or not."""
    found, now = _of_planner(request, launch_id, "say which cells a launch requires"), datetime.now(UTC)
    form = RuleForm(request.POST, launch=found, axes=axes_at(now))
    if form.is_valid():
        try:
            count = actions.say_rule(request.actor, launch_id, form.word(), at=now)
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, f"It decides {count:,} cell{'' if count == 1 else 's'}.")
            return redirect("launches:plan", launch_id)
    return _page(request, found, rule=form)


@require_POST
@signed_in
def take_in(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Take into the grid what the Book newly names."""
    _of_planner(request, launch_id, "change a launch")
    actions.take_in_new(request.actor, launch_id, at=datetime.now(UTC))
    messages.success(request, "The grid has every role and cause that the Book names.")
    return redirect("launches:launch", launch_id)


@require_POST
@signed_in
def call_off(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """End a launch that will not be."""
    _of_planner(request, launch_id, "call a launch off")
    actions.call_off(request.actor, launch_id, because=_reason(request), at=datetime.now(UTC))
    messages.success(request, "The launch is called off.")
    return redirect("launches:plan", launch_id)


@require_POST
@signed_in
def take_back(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Take the declaration back."""
    _of_planner(request, launch_id, "take a declaration back")
    actions.take_back(request.actor, launch_id, because=_reason(request), at=datetime.now(UTC))
    messages.success(request, "The declaration is taken back; the plan can be changed again.")
    return redirect("launches:plan", launch_id)


def _of_planner(request: SignedRequest, launch_id: int, to: str) -> Launch:
    request.actor.require(*PLANNING, to=to)
    return opened(request, launch_id)


def _reason(request: SignedRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["because"]) if form.is_valid() else ""


def _page(request: SignedRequest, found: Launch, **bound: Form) -> HttpResponseBase:
    page = frame(request, found, "plan")
    forms: dict[str, Any] = {}
    if page["may_fill"]:
        forms["milestone"] = MilestoneForm()
    if page["may_plan"]:
        forms["rule"] = RuleForm(launch=found, axes=page["axes"])
    page |= {
        "forms": forms | bound,
        "bound": next(iter(bound), ""),
        "facts": _facts(found, page["axes"]),
        "milestones": [
            (each, _may_end(request, each.owner_id, page), each.done_on is None and each.due_on < page["day"])
            for each in queries.milestones_of(found)
        ],
        "rules": [_rule(each, page["axes"]) for each in found.rules.select_related("said_by").order_by("id")],
        "signatures": queries.signatures_of(found),
        "reason": ReasonForm(auto_id="id_off_%s"),
    }
    return render(request, "launches/plan.html", page, status=422 if bound else 200)


def _may_end(request: SignedRequest, owner_id: int, page: dict[str, Any]) -> bool:
    return not page["is_off"] and (page["plans"] or owner_id == request.actor.id)


def _facts(launch: Launch, axes: Axes) -> list[tuple[str, Any]]:
    places = ", ".join(launch.territories.order_by("name", "pk").values_list("name", flat=True))
    return [
        ("Product", launch.product),
        ("Owner", launch.owner.name),
        ("Planned since", _day(launch.planned_on)),
        ("Ready by", _day(launch.ready_by or launch.begins_on)),
        ("Sold from", _day(launch.begins_on)),
        ("Territories", places or "everywhere"),
        ("Languages needed", languages_told(launch.languages)),
        ("Segments", ", ".join(axes.segment(each) for each in launch.segments) or "one column for all"),
        ("Grid by edition", str(launch.edition) if launch.edition else "the roles and causes there are without a Book"),
    ]


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _rule(rule: Any, axes: Axes) -> dict[str, Any]:
    kind = rule.role.removeprefix(KIND) if rule.role.startswith(KIND) else ""
    parts = [
        KINDS.get(kind, kind) if kind else axes.role(rule.role) if rule.role else "All roles",
        axes.decision(rule.decision) if rule.decision else "both decisions",
        axes.cause(rule.cause).lower() if rule.cause else "all causes",
        axes.segment(rule.segment) if rule.segment else "",
    ]
    return {"rule": rule, "says": ", ".join(part for part in parts if part)}

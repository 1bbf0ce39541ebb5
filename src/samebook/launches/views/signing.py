"""Signing for gaps, declaring a launch ready, and reading what was signed."""

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions
from samebook.launches.forms import DeclareForm, SignGapsForm
from samebook.launches.grid import Grid, Stood, grid_of
from samebook.launches.queries import milestones_of, signature_of
from samebook.launches.rules import PLANNING, SIGNING, Place, check_is_open, check_is_planned, hash_of
from samebook.launches.shown import place_in_words
from samebook.launches.signed import is_whole, text_of_gaps, text_of_ready
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show

MOST = 500
"""Gaps that are signed for at once: whoever signs has read them."""


@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@signed_in
def sign(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Sign for gaps: one cell, those of a role, or all; the address says which."""
    request.actor.require(*SIGNING, to="sign for a gap")
    found = opened(request, launch_id)
    check_is_open(found.state)
    page = frame(request, found, "launch")
    gaps = _chosen(request, grid_of(found, day=page["day"]))
    shown = hash_of(text_of_gaps(found, gaps))
    form = SignGapsForm(sent(request), shown_hash=shown)
    if form.is_valid() and gaps:
        said = form.cleaned_data
        ids = [each.cell.pk for each in gaps]
        try:
            made = actions.sign_gaps(request.actor, launch_id, ids, at=datetime.now(UTC), **said)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, f"You signed for {made.cells.count():,} of the gaps.")
            return redirect("launches:launch", launch_id)
    page |= {
        "form": form,
        "hash": shown,
        "gaps": [(place_in_words(each.place, page["axes"]), each.covering.why) for each in gaps],
    }
    return render(request, "launches/sign.html", page, status=422 if form.is_bound else 200)


@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@signed_in
def declare(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """Declare a launch ready, or read what still hinders it."""
    request.actor.require(*PLANNING, to="declare a launch ready")
    found = opened(request, launch_id)
    check_is_planned(found.state)
    page = frame(request, found, "launch")
    grid = grid_of(found, day=page["day"])
    shown = hash_of(text_of_ready(grid))
    form = DeclareForm(sent(request), shown_hash=shown)
    if form.is_valid():
        try:
            actions.declare_ready(request.actor, launch_id, at=datetime.now(UTC), **form.cleaned_data)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The launch is declared ready. What you signed is frozen.")
            return redirect("launches:launch", launch_id)
    counted = found.readiness.order_by("-day").first()
    page |= {
        "form": form,
        "hash": shown,
        "readiness": grid.readiness,
        "lead_in": _how_it_stands(grid),
        "signed": [_signed(each, page) for each in grid.cells if each.signature and each.standing == "signed"],
        "open_milestones": [each for each in milestones_of(found) if each.done_on is None],
        "untrained": counted.to_train - counted.trained if counted else 0,
    }
    return render(request, "launches/declare.html", page, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def signature(request: SignedRequest, launch_id: int, signature_id: int) -> HttpResponseBase:
    """What somebody signed, as it was frozen."""
    found = opened(request, launch_id)
    page = frame(request, found, "plan")
    made = signature_of(found, signature_id)
    told = json.loads(made.text)
    cells = told.get("gaps") or told.get("cells") or []
    page |= {
        "signature": made,
        "is_whole": is_whole(made),
        "cells": [(place_in_words(_place(each), page["axes"]), _how(each)) for each in cells],
    }
    return render(request, "launches/signature.html", page)


def _how_it_stands(grid: Grid) -> str:
    """What is true of the grid before somebody declares the launch ready."""
    if not grid.readiness.required or grid.readiness.gaps:
        return "It can be declared once every required cell is covered, or somebody has signed for it by name."
    covered = "Every required cell is covered" + (" or signed for by name" if grid.readiness.signed else "")
    return f"{covered}. What you sign is frozen with its hash."


def _chosen(request: SignedRequest, grid: Grid) -> list[Stood]:
    cell, role = request.GET.get("cell", ""), request.GET.get("role", "")
    gaps = [
        each for each in grid.gaps if (not cell or str(each.cell.pk) == cell) and (not role or each.place.role == role)
    ]
    return gaps[:MOST]


def _signed(stood: Stood, page: dict[str, Any]) -> tuple[str, str, str]:
    assert stood.signature is not None
    return place_in_words(stood.place, page["axes"]), stood.signature.user.name, stood.signature.reason


def _place(told: dict[str, Any]) -> Place:
    return Place(told["role"], told["decision"], told["cause"], told["segment"])


def _how(told: dict[str, Any]) -> str:
    if "why" in told:
        return str(told["why"])
    if told.get("signed"):
        return f"signed for, signature {told['signed']}"
    by = told.get("covered_by", ())
    return ", ".join(f"{each['kind']} {each['id']}, version {each['version']}" for each in by)

"""The documents of a launch."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions, queries
from samebook.launches.axes import Axes
from samebook.launches.covers import document_cover
from samebook.launches.forms import DocumentForm, ReasonForm
from samebook.launches.models import Document, Launch
from samebook.launches.rules import PLANNING
from samebook.launches.shown import languages_told
from samebook.launches.views.base import GET_OR_POST, frame, opened
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import record_in, show


@require_http_methods(GET_OR_POST)
@signed_in
def documents(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """What is attached; ``?cell=`` fills the form for one cell, ``?after=`` for the next version of a document."""
    if request.method == "POST":
        request.actor.require(*PLANNING, to="attach a document")
    launch = opened(request, launch_id)
    page = frame(request, launch, "documents")
    cell_id, before_id = record_in(request.GET, "cell"), record_in(request.GET, "after")
    cell = queries.cell_of(launch, cell_id) if cell_id else None
    before = queries.document_of(launch, before_id) if before_id else None
    sent = request.POST if request.method == "POST" else None
    form = DocumentForm(sent, launch=launch, axes=page["axes"], day=page["day"], cell=cell, before=before)
    if form.is_valid():
        try:
            actions.attach_document(request.actor, launch_id, form.paper(), instead_of=before_id, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The document is attached. It covers once somebody else has approved it.")
            if cell is not None:
                return redirect("launches:cell", launch_id, cell.pk)
            return redirect("launches:documents", launch_id)
    rows = [_row(request, each, page) for each in queries.documents_of(launch)]
    page |= {"form": form, "rows": rows, "before": before, "cell": cell, "reason": ReasonForm(auto_id=False)}
    return render(request, "launches/documents.html", page, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def approve(request: SignedRequest, launch_id: int, document_id: int) -> HttpResponseBase:
    """Say that a document may be sent."""
    _changes(request, launch_id, "approve a document")
    actions.approve_document(request.actor, launch_id, document_id, at=datetime.now(UTC))
    messages.success(request, "Approved: it covers its cells.")
    return redirect("launches:documents", launch_id)


@require_POST
@signed_in
def end(request: SignedRequest, launch_id: int, document_id: int) -> HttpResponseBase:
    """Take a document out."""
    _changes(request, launch_id, "take a document out")
    form = ReasonForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    actions.end_document(request.actor, launch_id, document_id, because=because, at=datetime.now(UTC))
    messages.success(request, "It is taken out, and covers nothing any more.")
    return redirect("launches:documents", launch_id)


def _changes(request: SignedRequest, launch_id: int, to: str) -> Launch:
    request.actor.require(*PLANNING, to=to)
    return opened(request, launch_id)


def _row(request: SignedRequest, document: Document, page: dict[str, Any]) -> dict[str, Any]:
    fills = bool(page["may_fill"])
    return {
        "document": document,
        "fault": document_cover(document).fault(page["day"]),
        "for": _for(document, page["axes"]),
        "languages": languages_told(document.languages),
        "may_approve": fills and document.approved_at is None and document.written_by_id != request.actor.id,
        "is_own": fills and document.approved_at is None and document.written_by_id == request.actor.id,
        "may_change": fills and document.replaced_by_id is None,
        "is_link": document.place.startswith(("https://", "http://")),
    }


def _for(document: Document, axes: Axes) -> str:
    named = [
        *(axes.role(each) for each in document.roles),
        *(axes.decision(each) for each in document.decisions),
        *(axes.cause(each) for each in document.causes),
        *(axes.segment(each) for each in document.segments),
    ]
    return ", ".join(named) or "every cell"

"""Closing, restating, signing, commenting, and benchmarks."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samebook.board import queries
from samebook.board.actions import (
    close_with_password,
    enter_benchmark,
    offer_to_sales,
    restate_period,
    sign_sales,
    write_remark,
)
from samebook.board.forms import BenchmarkForm, CommentForm, RestateForm, SignForm
from samebook.board.report.effects import holdouts_to_cite
from samebook.board.report.opening import Opened, opened, period_at
from samebook.board.report.wording import value
from samebook.board.rules import CLOSING, SIGNING, Claiming, check_voice, hash_of
from samebook.board.terms import Kind, Voice
from samebook.company.queries import the_company
from samebook.kernel.refusals import Refused
from samebook.numbers.measures import measure_named
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@signed_in
def close(request: SignedRequest, period: str) -> HttpResponseBase:
    """Freeze the figures of a period."""
    request.actor.require(*CLOSING, to="close a period")
    found, now = _found(request, Kind.INTERNAL, period), datetime.now(UTC)
    form = SignForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"shown_hash": "", "password": ""}
    close_with_password(
        request.actor, found.period, found.figures, shown_hash=said["shown_hash"], password=said["password"], at=now
    )
    messages.success(request, "The period is closed. Its figures are frozen.")
    return redirect("board:circulated", period)


@require_POST
@signed_in
def restate(request: SignedRequest, period: str) -> HttpResponseBase:
    """Keep newer figures of a closed period beside the frozen ones."""
    request.actor.require(*CLOSING, to="restate a closed period")
    found, now = _found(request, Kind.INTERNAL, period), datetime.now(UTC)
    form = RestateForm(request.POST)
    if not form.is_valid():
        raise Refused("board.reason_empty", "Say in 500 letters at most why the figures are others now.", "reason")
    if found.newer is None:
        raise Refused("board.same_figures", "The figures are those that were frozen; there is nothing to restate.")
    said = form.cleaned_data
    restate_period(
        request.actor, found.period, found.newer, shown_hash=said["shown_hash"], reason=said["reason"], at=now
    )
    messages.success(request, "The restatement is recorded; it stands beside the frozen figures.")
    return redirect("board:circulated", period)


@require_http_methods(GET_OR_POST)
@signed_in
def sign(request: SignedRequest, period: str) -> HttpResponseBase:
    """Put sales' word under its block."""
    request.actor.require(*SIGNING, to="sign pipeline and revenue for sales")
    found, now = _found(request, Kind.CIRCULATED, period), datetime.now(UTC)
    shown = hash_of(queries.signed_part(found.figures))
    form = SignForm(sent(request), shown_hash=shown)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sign_sales(
                request.actor,
                found.period,
                found.figures,
                shown_hash=said["shown_hash"],
                password=said["password"],
                at=now,
            )
            messages.success(request, "Signed for sales.")
            return redirect("board:circulated", period)
        except Refused as refused:
            show(refused, form)
    context = {"form": form, "report": found.report, "name": period, "hash": shown}
    return render(request, "board/sign.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@signed_in
def comment(request: SignedRequest, period: str, kind: str, voice: str) -> HttpResponseBase:
    """Say something for one side in one document."""
    if kind not in Kind.values() or voice not in Voice.values():
        raise Http404
    document, side, now = Kind(kind), Voice(voice), datetime.now(UTC)
    check_voice(request.actor, side)
    days = period_at(period)
    stands = next((each for each in queries.remarks_in(days, document) if each.voice == side), None)
    offered = queries.offered_in(days) if side is Voice.SALES and document is Kind.CIRCULATED else None
    before = offered.text if offered else stands.text if stands else ""
    form = CommentForm(sent(request), kind=document, voice=side, holdouts=holdouts_to_cite(), text=before)
    claims: tuple[Any, ...] = ()
    advice = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            write_remark(
                request.actor,
                days,
                kind=document,
                voice=side,
                text=said["text"],
                as_own=said.get("as_own", False),
                cites=said.get("cites", ()),
                at=now,
            )
            messages.success(request, "The comment stands in the document." if said["text"].strip() else "Taken back.")
            return redirect(f"board:{document.value}", period)
        except Claiming as refused:
            claims, advice = refused.claims, refused.advice
        except Refused as refused:
            show(refused, form)
    may_offer = bool(claims) and document is Kind.CIRCULATED and side is Voice.MARKETING
    context = {
        "form": form, "name": period, "kind": document, "voice": side, "claims": claims, "advice": advice,
        "may_offer": may_offer, "offered": offered, "text": request.POST.get("text", ""),
    }  # fmt: skip
    return render(request, "board/comment.html", context, status=422 if form.errors or claims else 200)


@require_POST
@signed_in
def offer(request: SignedRequest, period: str) -> HttpResponseBase:
    """Hand a text about revenue to sales."""
    check_voice(request.actor, Voice.MARKETING)
    days, now = period_at(period), datetime.now(UTC)
    offer_to_sales(request.actor, days, text=request.POST.get("text", ""), at=now)
    messages.success(request, "Handed to sales, who may keep it as their own statement. Until then it stands nowhere.")
    return redirect("board:circulated", period)


@require_http_methods(GET_OR_POST)
@signed_in
def benchmarks(request: SignedRequest) -> HttpResponseBase:
    """What measures are held against, and since when."""
    rows, now = queries.benchmarks_for(request.actor), datetime.now(UTC)
    form = BenchmarkForm(sent(request), today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            enter_benchmark(
                request.actor,
                measure=said["measure"],
                value=form.as_entered(),
                source=said["source"],
                from_date=said["from_date"],
                at=now,
            )
            messages.success(request, "The benchmark is entered." if said["value"] is not None else "It is ended.")
            return redirect("board:benchmarks")
        except Refused as refused:
            show(refused, form)
    company = the_company()
    shown = [_benchmark(each, company.currency if company else "") for each in rows[:100]]
    context = {"form": form, "rows": shown}
    return render(request, "board/benchmarks.html", context, status=422 if form.errors else 200)


def _benchmark(row: Any, currency: str) -> dict[str, Any]:
    measure = measure_named(row.measure)
    told = (
        value(None if row.value is None else f"{row.value:f}", measure.kind, currency) if row.value is not None else ""
    )
    return {
        "row": row,
        "title": measure.title,
        "value": f"{told} a month" if measure.kind == "count" and told else told,
    }


def _found(request: SignedRequest, kind: Kind, period: str) -> Opened:
    found = opened(request.actor, kind, period_at(period), at=datetime.now(UTC))
    if found is None:
        raise Refused("board.not_counted", "This period is not counted yet; open its report first.")
    return found

"""Polls: opened, answered blind, closed, and what they show then."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.agreement.editor.builder import built, state_of, state_sent
from samebook.agreement.terms import Side
from samebook.book.english import field_name
from samebook.jobs.models import Job
from samebook.jobs.queries import OPEN
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.forms.meaning import AnswerForm, PollForm
from samebook.leads.meaning.actions import draft_segment
from samebook.leads.meaning.letters import after_close, who_reads
from samebook.leads.meaning.polling import answer_poll, close_poll, open_poll
from samebook.leads.meaning.polls import (
    OPENERS,
    invited_names,
    labelled,
    own_answer,
    own_invitation,
    poll_for,
    takes_part,
)
from samebook.leads.meaning.results import records_page, votes_group
from samebook.leads.meaning.rules import MOST_DEFINITIONS as MOST
from samebook.leads.meaning.rules import answers_are_shown
from samebook.leads.meaning.sources import reading_for, reading_of
from samebook.leads.meaning.telling import WHO
from samebook.leads.meaning.terms import Counted
from samebook.leads.models import Poll, PollAnswer
from samebook.leads.views.defining import BLANK, shown_builder
from samebook.leads.views.review import number_in
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show
from samebook.ui.waiting import anew

Labelled = list[tuple[str, PollAnswer]]
GROUPS = {"everybody": "Everybody includes", "split": "Half and half", "nobody": "Nobody includes"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Ask people of both sides what they mean by a word."""
    request.actor.require(*OPENERS, to="open a poll")
    now = datetime.now(UTC)
    form = PollForm(sent(request), at=now)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            poll = open_poll(
                request.actor, word=said["word"], question=said["question"], kind=Counted(said["kind"]),
                invited=said["invited"], closes_at=said["closes_at"], is_anonymous=said["is_anonymous"], at=now,
            )  # fmt: skip
            messages.success(request, "The poll is open; whoever is asked has been written to.")
            return redirect("meanings:poll", poll.pk)
        except Refused as refused:
            show(refused, form)
    status = 422 if form.is_bound else 200
    return render(request, "leads/meaning/poll_new.html", {"form": form}, status=status)


@require_safe
@signed_in
def poll(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """A poll: while it is open only how many have answered; closed, its spread."""
    found = poll_for(request.actor, poll_id)
    page: dict[str, Any] = {
        "poll": found,
        "now": datetime.now(UTC),
        "invited": [(Side(side), name) for name, side in invited_names(found)],
        "kind": Counted(found.kind),
    }
    if found.closed_at is None:
        own = own_answer(request.actor, found)
        page |= {
            "asked": own_invitation(request.actor, found),
            "own": own,
            "own_says": reading_of(found.edition).says(own.condition) if own else "",
            "is_opener": found.opened_by_id == request.actor.id,
            "who_reads": who_reads(found),
            "after_close": after_close(found, found.answers.count()),
        }
        return render(request, "leads/meaning/poll_open.html", page)
    answers = labelled(request.actor, found)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    page |= {
        "answers": _answers(found, answers),
        "takes_part": takes_part(request.actor, found),
        "is_shown": answers_are_shown(found.answers.count(), is_anonymous=found.is_anonymous),
        "job": job,
        "may_draft": request.actor.has(*OPENERS),
    }
    if job is not None and job.state == Job.State.DONE:
        page |= _spread(request, found, job, answers)
    return render(request, "leads/meaning/poll_closed.html", page)


@require_safe
@signed_in
def progress(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """How far the answers of a closed poll are laid over the records."""
    found = poll_for(request.actor, poll_id)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    if job is None or job.state not in OPEN:
        return anew(request, "meanings:poll", poll_id)
    return render(request, "leads/meaning/poll_progress.html", {"poll": found, "job": job})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """One's own definition, written without seeing any other."""
    found = _asked(request, poll_id)
    if found.closed_at is not None:
        return redirect("meanings:poll", poll_id)
    own, reading = own_answer(request.actor, found), reading_for(found.edition, Counted(found.kind))
    form = AnswerForm(sent(request), initial={"means": own.means if own else ""})
    state, refused = state_of(reading, own.condition, "") if own else BLANK, None
    if request.method == "POST":
        try:
            state = state_sent(request.POST, reading, "")
            if request.POST.get("act", "save") == "save" and form.is_valid():
                text = state.condition(reading.fields_for(""))
                means = form.cleaned_data["means"]
                answer_poll(request.actor, poll_id, condition=text, means=means, at=datetime.now(UTC))
                messages.success(
                    request, "Kept. Nobody sees it before the poll is closed; you may change it until then."
                )
                return redirect("meanings:poll", poll_id)
        except Missing:
            raise
        except Refused as why:
            refused = why
            show(why, form)
    url = reverse("meanings:poll_builder", args=[poll_id])
    page = {"poll": found, "kind": Counted(found.kind), "form": form, "is_change": own is not None, "builder_url": url}
    page |= {"who_reads": who_reads(found), **built(state, reading, "", refused)}
    return render(request, "leads/meaning/poll_answer.html", page, status=422 if refused else 200)


@require_POST
@signed_in
def builder(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """The builder of one's own definition."""
    found = _asked(request, poll_id)
    kind, url = Counted(found.kind), reverse("meanings:poll_builder", args=[poll_id])
    return shown_builder(request, reading_for(found.edition, kind), url, accounts=kind is Counted.ACCOUNT)


@require_POST
@signed_in
def close(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """Close it before its time; a poll that somebody else opened is not theirs to close."""
    if poll_for(request.actor, poll_id).opened_by_id != request.actor.id:
        raise Missing("poll")
    close_poll(request.actor, poll_id, at=datetime.now(UTC))
    messages.success(request, "The poll is closed; whoever was asked has been written to.")
    return redirect("meanings:poll", poll_id)


@require_POST
@signed_in
def draft(request: SignedRequest, poll_id: int) -> HttpResponseBase:
    """A draft of the Book with one of the answers as a segment, to talk about."""
    found = poll_for(request.actor, poll_id)
    wanted = number_in(request.POST.get("answer", ""))
    chosen = next((each for _, each in labelled(request.actor, found) if each.pk == wanted), None)
    if chosen is None:
        raise Missing("answer")
    edition = draft_segment(request.actor, found.word, chosen.condition, chosen.means, at=datetime.now(UTC))
    messages.success(request, f"A draft with “{found.word}” as a segment is made; talk about it there.")
    return redirect("agreement:edition", edition.pk)


def _asked(request: SignedRequest, poll_id: int) -> Poll:
    found = poll_for(request.actor, poll_id)
    if own_invitation(request.actor, found) is None:
        raise Missing("poll")
    return found


def _answers(poll: Poll, answers: Labelled) -> list[dict[str, Any]]:
    reading = reading_of(poll.edition)
    return [
        {
            "answer": each,
            "label": label,
            "side": Side(each.side) if each.side else None,
            "says": reading.says(each.condition),
            "key": f"answer-{each.pk}",
        }
        for label, each in answers
    ]


def _spread(request: SignedRequest, poll: Poll, job: Job, answers: Labelled) -> dict[str, Any]:
    report = job.report
    order = [told["id"] for told in report["answers"]]
    labels = {each.pk: label for label, each in answers}
    labels = labels or {pk: f"Answer {place}" for place, pk in enumerate(order, 1)}
    met = {told["id"]: told for told in report["answers"]}
    wanted = request.GET.get("group", "split")
    group = votes_group(wanted, len(order)) or votes_group("split", len(order))
    assert group is not None
    after = number_in(request.GET.get("last", ""))
    try:
        records, gone = records_page(request.actor, job.pk, Counted(report["kind"]), group, "votes", after=after), ""
    except Refused as refused:
        records, gone = None, refused.message
    query = urlencode({"group": wanted})
    most = max([each["records"] for each in report["votes"]] or [1]) or 1
    return {
        "report": report,
        "as_of": datetime.fromisoformat(report["as_of"]),
        "counts": [
            {"label": labels.get(pk, "Somebody"), **met[pk], "share": met[pk]["met"] / report["of"],
             "bar": round(100 * met[pk]["met"] / report["of"])}
            for pk in sorted(order, key=lambda pk: -met[pk]["met"])
        ],
        "matrix": _matrix(report, order, labels),
        "agreement": [{**each, "name": WHO[each["who"]]} for each in report["agreement"]],
        "fields": [
            {"name": field_name(each["field"]).removeprefix("the "), "used": each["used"], "of": len(order),
             "sides": [(Side(side).label, count) for side, count in sorted(each["sides"].items()) if side and answers]}
            for each in report["fields"]
        ],
        "votes": [{**each, "bar": round(100 * each["records"] / most)} for each in report["votes"]],
        "tabs": [
            (name, f"?group={key}#records-h", key == wanted)
            for key, name in GROUPS.items()
        ],
        "records": records,
        "gone": gone,
        "next": f"?{query}&last={records.after}#records-h" if records and records.after else "",
        "is_later_page": after > 0,
        "compare_query": urlencode([("word", poll.word), *(("from", f"answer-{pk}") for pk in order[:MOST])]),
    }  # fmt: skip


def _matrix(report: Mapping[str, Any], order: list[int], labels: Mapping[int, str]) -> list[dict[str, Any]]:
    """A line for each answer with its overlap with every other; its own place is empty."""
    found = {}
    for pair in report["pairs"]:
        found[pair["first"], pair["second"]] = found[pair["second"], pair["first"]] = pair
    return [
        {
            "label": labels.get(one, "Somebody"),
            "cells": [
                {"other": labels.get(other, "Somebody"), "pair": found.get((one, other)), "is_self": one == other}
                for other in order
            ],
        }
        for one in order
    ]

"""The Book edited in forms: an edition's parts, the condition builder, deleting and moving. One part: ``part.py``."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from samebook.agreement import actions, hooks, queries, rules, talking
from samebook.agreement.editor.builder import built, meant, state_of, state_sent
from samebook.agreement.editor.changing import check, moved, without
from samebook.agreement.editor.kinds import INNER
from samebook.agreement.editor.meanwhile import CHANGED, GONE
from samebook.agreement.editor.parts import parts_of, with_usual
from samebook.agreement.editor.reading import Reading, anchor_of
from samebook.agreement.editor.words import faults_of, note_faults
from samebook.agreement.forms import ProposeForm
from samebook.agreement.forms.measures import MET_BY
from samebook.agreement.models import Edition
from samebook.agreement.views.measuring import sentence_of
from samebook.agreement.views.opening import (
    Open,
    edition_for,
    found_again,
    measure_form,
    opened,
    propose_otherwise,
    reading_for,
)
from samebook.agreement.views.words import may_change, stale_in
from samebook.book.expressions import Expression
from samebook.book.scopes import read_scope
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in


@require_safe
@signed_in
def forms(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Every part in words, each with the way to its form; of a proposal, to say what it should say instead."""
    edition = edition_for(request, edition_id)
    mode = may_change(request.actor, edition)
    if not mode:
        rules.check_is_draft(edition.state)
    reading = reading_for(edition)
    groups, faults = parts_of(reading, queries.territory_names()), faults_of(reading)
    note_faults(groups, faults)
    if read_scope(edition.scope).is_company:
        groups = with_usual(reading, groups)
    now = datetime.now(UTC)
    page = {
        "edition": edition,
        "seen_hash": edition.content_hash,
        "groups": groups,
        "faults": faults,
        "stale": stale_in(edition),
        "may_change": mode,
        "propose": ProposeForm(at=now),
        "now": now,
    }
    return render(request, "agreement/editor/forms.html", page)


@require_POST
@signed_in
def builder(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """The builder after a pick, or only what the condition says so far, or how many records meet it."""
    there = found_again(edition_for(request, edition_id), section, key, request.POST.get("seen_hash", ""))
    refused, which = None, MET_BY if request.GET.get("which") == MET_BY else "c"
    if there.kind.section == "measures":
        form = measure_form(there, request.POST, "", ())
        if request.GET.get("part") == "sentence":
            return render(request, "agreement/editor/sentence.html", sentence_of(there, form, request.POST))
    try:
        state = state_sent(request.POST, there.reading, there.scope, which)
    except Refused as why:
        refused = why
        state = state_of(there.reading, there.condition, there.scope)
    if request.GET.get("part") == "count":
        expression = meant(state, there.reading, there.scope)
        found = _counted(request, there, expression) if expression else None
        return render(request, "agreement/editor/count.html", {**there.urls(), "matching": found})
    name = "reading" if request.GET.get("part") == "reading" else "built"
    page = built(state, there.reading, there.scope, refused if name == "built" else None, name=which)
    if which == MET_BY:
        page["builder_url"] = f"{there.urls()['builder_url']}?which={MET_BY}"
    shown = render(request, f"agreement/editor/{name}.html", {**there.urls(), **page, "kind": there.kind})
    return trigger_client_event(shown, "condition-built", after="swap") if name == "built" else shown


def _counted(request: SignedRequest, there: Open, expression: Expression) -> hooks.Matching | hooks.NotCounted | None:
    """Of the leads that the edition judges."""
    return hooks.match(request.actor, expression, there.reading.fields, scope=read_scope(there.edition.scope))


@require_POST
@signed_in
def delete(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """Take a part out, or propose to; what is used stays, and where it is used is said."""
    edition = edition_for(request, edition_id)
    mode = may_change(request.actor, edition)
    if not mode:
        rules.check_is_draft(edition.state)
    there = found_again(edition, section, key, request.POST.get("seen_hash", ""))
    if there.what == GONE:
        messages.success(request, f"It is gone already: {there.others} took it out.")
        return _back(edition, *_holder(there))
    try:
        if there.what == CHANGED:
            message = f"{there.others} changed it since you opened it; look at it again before you take it out."
            raise Refused("agreement.changed_meanwhile", message)
        text = without(there.reading, there.kind, there.key)
        check(there.reading, text, ())
        if mode == "propose":
            sides = talking.sides_of(request.actor)
            side = sides[0] if len(sides) > 1 else None
            return propose_otherwise(request, there, text, reason=request.POST.get("why", ""), side=side)
        _change(request, edition, text, edition.content_hash, request.POST.get("why", ""))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("agreement:form_part", edition_id, section, there.key)
    messages.success(request, f"{there.kind.one} taken out of the draft.")
    return _back(edition, *_holder(there))


@require_POST
@signed_in
def move(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """One place up or down in a list whose order counts."""
    draft = edition_for(request, edition_id)
    rules.check_is_draft(draft.state)
    there = opened(draft, section, key)
    by = 1 if request.POST.get("way") == "down" else -1
    text = moved(there.reading, there.kind, key, by)
    stem, dot, at = key.rpartition(".")
    where = f"{stem}{dot}{int(at) + by}" if text != there.reading.text else key
    try:
        _change(request, draft, text, request.POST.get("seen_hash", ""))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        where = key
    return _back(draft, section, where)


def _change(request: SignedRequest, draft: Edition, text: str, seen_hash: str, why: str = "") -> None:
    title = None if not Reading(text).problems else draft.title
    now = datetime.now(UTC)
    actions.change_draft(request.actor, draft.pk, text=text, title=title, seen_hash=seen_hash, reason=why, at=now)


def _holder(there: Open) -> tuple[str, str]:
    """Where one looks when a part is gone: its level, or its section."""
    outer = {inner: section for section, inner in INNER.items()}.get(there.kind.section)
    return (outer, there.key.partition(".")[0]) if outer else (there.kind.section, "")


def _back(edition: Edition, section: str, key: str = "") -> HttpResponseBase:
    return redirect(f"{reverse('agreement:forms', args=[edition.pk])}#{anchor_of(section, key) if key else section}")

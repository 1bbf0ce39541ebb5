"""The Book edited in forms: the draft's parts, one part's form with its condition, deleting and moving."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from samebook.agreement import actions, hooks, queries, rules
from samebook.agreement.editor.builder import State, built, meant, state_of, state_sent
from samebook.agreement.editor.changing import changed, check, moved, place_of, without
from samebook.agreement.editor.kinds import NEW, Kind, kind_of, path_of
from samebook.agreement.editor.parts import parts_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import faults_of
from samebook.agreement.forms import ProposeForm
from samebook.agreement.forms.parts import PartForm
from samebook.agreement.models import Edition
from samebook.book.editing.spans import Data
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in

WRITE = "write editions"


@dataclass
class Open:
    """One part of a draft, open in its form."""

    draft: Edition
    reading: Reading
    kind: Kind
    key: str

    @property
    def is_new(self) -> bool:
        return self.key.rpartition(".")[2] == NEW

    @property
    def data(self) -> Data:
        return None if self.is_new else self.reading.at(*path_of(self.kind, self.key))

    def urls(self) -> dict[str, str]:
        arguments = [self.draft.pk, self.kind.section, self.key]
        return {
            f"{name}_url": reverse(f"agreement:form_{name}", args=arguments) for name in ("part", "builder", "delete")
        }


@require_safe
@signed_in
def forms(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Every part of a draft in words, each with the way to its form."""
    draft = _draft(request, edition_id)
    reading = _reading(draft)
    now = datetime.now(UTC)
    page = {
        "edition": draft,
        "seen_hash": draft.content_hash,
        "groups": parts_of(reading),
        "faults": faults_of(reading),
        "may_change": "change",
        "propose": ProposeForm(at=now),
        "now": now,
    }
    return render(request, "agreement/editor/forms.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def part(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """One part in its form; what is sent is put into the text where it stands, and nothing else is touched."""
    draft = _draft(request, edition_id)
    opened = _opened(draft, section, key)
    if request.method != "POST":
        form = PartForm(opened.kind, opened.data, key=key)
        state = state_of(opened.reading, _condition_of(opened.data), section) if form.condition else None
        return _page(request, opened, form, state)
    form = PartForm(opened.kind, opened.data, request.POST, key=key)
    state, problem = None, None
    try:
        state = state_sent(request.POST, opened.reading, section) if form.condition else None
        if request.POST.get("act", "save") != "save":
            form.quiet()
            return _page(request, opened, form, state, keep=True)
        if form.is_valid():
            _save(request, opened, form, state)
            messages.success(request, "Kept in the draft.")
            return redirect(f"{reverse('agreement:forms', args=[edition_id])}#{section}")
    except Missing:
        raise
    except Refused as refused:
        problem = refused
    return _page(request, opened, form, state, refused=problem)


@require_POST
@signed_in
def builder(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """The builder after a pick, or only what the condition says so far."""
    opened = _opened(_draft(request, edition_id), section, key)
    refused = None
    try:
        state = state_sent(request.POST, opened.reading, section)
    except Refused as why:
        refused = why
        state = state_of(opened.reading, _condition_of(opened.data), section)
    if request.GET.get("part") == "count":
        return render(request, "agreement/editor/count.html", {**opened.urls(), **_count(request, opened, state)})
    name = "reading" if request.GET.get("part") == "reading" else "built"
    page = _builder(opened, state, refused if name == "built" else None)
    shown = render(request, f"agreement/editor/{name}.html", {**opened.urls(), **page, "kind": opened.kind})
    return trigger_client_event(shown, "condition-built", after="swap") if name == "built" else shown


@require_POST
@signed_in
def delete(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """Take a part out, unless it is used; where it is used is said."""
    draft = _draft(request, edition_id)
    opened = _opened(draft, section, key)
    try:
        text = without(opened.reading, opened.kind, key)
        check(opened.reading, text, ())
        _change(request, draft, text, request.POST.get("seen_hash", ""))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("agreement:form_part", edition_id, section, key)
    messages.success(request, f"{opened.kind.one} taken out of the draft.")
    return redirect(f"{reverse('agreement:forms', args=[edition_id])}#{section}")


@require_POST
@signed_in
def move(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """One place up or down in a list whose order counts."""
    draft = _draft(request, edition_id)
    opened = _opened(draft, section, key)
    text = moved(opened.reading, opened.kind, key, 1 if request.POST.get("way") == "down" else -1)
    try:
        _change(request, draft, text, request.POST.get("seen_hash", ""))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('agreement:forms', args=[edition_id])}#{section}")


def _save(request: SignedRequest, opened: Open, form: PartForm, state: State | None) -> None:
    values = form.values()
    if state is not None:
        values["when"] = _kept(opened, state.condition(opened.reading.fields_for(opened.kind.section)))
    text, path = changed(opened.reading, opened.kind, opened.key, values, form.name())
    check(opened.reading, text, path)
    _change(request, opened.draft, text, form.cleaned_data["seen_hash"])


def _kept(opened: Open, text: str) -> str | None:
    """The condition as it was written, where the builder says the same: its bytes then stay."""
    was = _condition_of(opened.data)
    if was.strip() and text:
        before, _ = opened.reading.condition(was, opened.kind.section)
        now, _ = opened.reading.condition(text, opened.kind.section)
        if before is not None and before == now:
            return was
    return text or None


def _change(request: SignedRequest, draft: Edition, text: str, seen_hash: str) -> None:
    title = None if not Reading(text).problems else draft.title
    actions.change_draft(request.actor, draft.pk, text=text, at=datetime.now(UTC), title=title, seen_hash=seen_hash)


def _page(
    request: SignedRequest,
    opened: Open,
    form: PartForm,
    state: State | None,
    *,
    refused: Refused | None = None,
    keep: bool = False,
) -> HttpResponseBase:
    meanwhile = None
    if refused is not None and refused.code == "agreement.changed_meanwhile":
        meanwhile = _now_stands(opened)
        form.take_hash(opened.draft.content_hash)
    elif refused is not None:
        form.refuse(refused)
    if not form.is_bound:
        form.take_hash(opened.draft.content_hash)
    page: dict[str, Any] = {
        **opened.urls(),
        "edition": opened.draft,
        "kind": opened.kind,
        "key": opened.key,
        "is_new": opened.is_new,
        "form": form,
        "uses": [] if opened.is_new else opened.reading.uses(opened.kind, opened.key),
        "called": "" if opened.is_new else opened.reading.label(path_of(opened.kind, opened.key)),
        "meanwhile": meanwhile,
        "territories": queries.territory_names() if opened.kind.section in ("routing", "marketing") else {},
        "levels": opened.reading.levels,
        "refused": refused,
    }
    if form.condition:
        shown = state or state_of(opened.reading, _condition_of(opened.data), opened.kind.section)
        page |= _builder(opened, shown, refused)
    status = 422 if form.is_bound and not keep else 200
    return render(request, "agreement/editor/part.html", page, status=status)


def _builder(opened: Open, state: State, refused: Refused | None) -> dict[str, Any]:
    return built(state, opened.reading, opened.kind.section, refused)


def _count(request: SignedRequest, opened: Open, state: State) -> dict[str, Any]:
    """How many records the condition is true of now; nothing while it cannot be read."""
    expression = meant(state, opened.reading, opened.kind.section)
    return {"matching": hooks.match(request.actor, expression, opened.reading.fields) if expression else None}


def _now_stands(opened: Open) -> list[tuple[str, str]]:
    """What stands in the draft now, for whoever wrote something else meanwhile."""
    data = opened.data
    values = data.items() if isinstance(data, dict) else [("means", data)] if data else []
    labels = {each.name: each.label for each in opened.kind.inputs}
    shown = []
    for name, value in values:
        said = opened.reading.says(value, opened.kind.section) if name == "when" else ""
        text = said or (", ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
        if name in labels:
            shown.append((labels[name], text))
    return shown


def _condition_of(data: Data) -> str:
    found = data.get("when") if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


def _draft(request: SignedRequest, edition_id: int) -> Edition:
    request.actor.require(*rules.DEPARTMENTS, to=WRITE)
    draft = queries.edition_of(request.actor, edition_id)
    rules.check_is_draft(draft.state)
    return draft


def _reading(draft: Edition) -> Reading:
    reading = Reading(draft.text)
    if not isinstance(reading.data, dict):
        raise Refused("book.yaml", "The forms cannot read this text; mend it in the text.")
    return reading


def _opened(draft: Edition, section: str, key: str) -> Open:
    opened = Open(draft, _reading(draft), kind_of(section), key)
    path_of(opened.kind, key) if not opened.is_new or opened.kind.section == "criteria" else None
    if not opened.is_new:
        place_of(opened.reading, opened.kind, key)
    return opened

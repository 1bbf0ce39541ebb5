"""The form of one part: kept in the draft, or proposed to the other side; nothing that was written is lost."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samebook.agreement import actions, points, queries, rules, talking
from samebook.agreement.editor.builder import State, built, state_of, state_sent
from samebook.agreement.editor.changing import Changed, changed, check
from samebook.agreement.editor.differing import differences
from samebook.agreement.editor.kinds import address_of, path_of
from samebook.agreement.editor.meanwhile import SAME
from samebook.agreement.editor.reading import Reading, anchor_of
from samebook.agreement.editor.renaming import name_at
from samebook.agreement.editor.selling import labels_of, stage_labels
from samebook.agreement.editor.stale import Stale, left_behind
from samebook.agreement.editor.usual import USUAL, usual_one
from samebook.agreement.forms.measures import MeasureForm
from samebook.agreement.forms.parts import PartForm
from samebook.agreement.views.opening import Open, edition_for, found_again, measure_form, opened, propose_otherwise
from samebook.agreement.views.words import may_change
from samebook.book.editing.spans import Data
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in

TRIES = 3
"""How often a form is put into a draft that others change at the same moment."""
ACTS = ("save", "propose")


@require_http_methods(["GET", "POST"])
@signed_in
def part(request: SignedRequest, edition_id: int, section: str, key: str) -> HttpResponseBase:
    """One part in its form; what is sent is put into the text where it stands, and nothing else is touched."""
    if request.method != "POST":
        edition = edition_for(request, edition_id)
        mode = may_change(request.actor, edition)
        if not mode:
            rules.check_is_draft(edition.state)
        there = opened(edition, section, key)
        form = _form(request, there, mode)
        state = state_of(there.reading, there.condition, there.scope) if form.condition else None
        return _page(request, there, form, state, mode)
    for _ in range(TRIES):
        edition = edition_for(request, edition_id)
        there = found_again(edition, section, key, request.POST.get("seen_hash", ""))
        try:
            return _sent(request, there)
        except Refused as refused:
            if refused.code != "agreement.changed_meanwhile":
                raise
    there.what = "changed"
    return _sent(request, there)


def _sent(request: SignedRequest, there: Open) -> HttpResponseBase:  # noqa: PLR0911 (a line for each way it may end)
    mode = may_change(request.actor, there.edition)
    form = _form(request, there, mode)
    act, _, anew = request.POST.get("act", "save").partition(":")
    state: State | None = None
    try:
        state = state_sent(request.POST, there.reading, there.scope) if form.condition else None
        if act not in ACTS:
            form.quiet()
            return _page(request, there, form, state, mode, status=200)
        if not mode or there.what != SAME or (act == "save" and mode == "propose"):
            return _page(request, there, form, state, mode, status=422 if mode else 409)
        if form.is_valid():
            made, stale = _made(there, form, state), _stale(there, form, state)
            if anew and stale:
                made, stale = _made(there, form, state, anew={s.name: s.instead for s in stale if s.instead}), []
            is_told = not stale or request.POST.get("agreed_words") == _told(stale)
            if act == "propose" and is_told:
                return _propose(request, there, form, made)
            is_renamed = made.renaming and made.renaming.places and request.POST.get("agreed") != made.renaming.new
            if not is_told or (is_renamed and act == "save"):
                shown = made if made.renaming and made.renaming.places and act == "save" else None
                return _page(request, there, form, state, mode, status=200, made=shown, stale=stale)
            return _keep(request, there, form, made)
    except Missing:
        raise
    except Refused as refused:
        if refused.code == "agreement.changed_meanwhile":
            raise
        return _page(request, there, form, state, mode, status=422, refused=refused)
    return _page(request, there, form, state, mode, status=422)


def _made(there: Open, form: PartForm, state: State | None, *, anew: Mapping[str, str] | None = None) -> Changed:
    values = {**form.values(), **(anew or {})}
    if state is not None:
        values[there.kind.condition] = _kept(there, state.condition(there.reading.fields_for(there.scope)))
    signed = points.signed_fields() if there.kind.section == "fields" and not there.is_new else {}
    made = changed(there.reading, there.kind, there.key, values, form.name(), signed=signed)
    check(there.reading, made.text, made.path)
    return made


def _stale(there: Open, form: PartForm, state: State | None) -> list[Stale]:
    """What the form's words go on saying that its condition does not say any more."""
    if state is None or not there.condition:
        return []
    section = there.scope
    before, _ = there.reading.condition(there.condition, section)
    now, _ = there.reading.condition(state.condition(there.reading.fields_for(section)), section)
    words = {name: str(value or "") for name, value in form.values().items()}
    return left_behind(there.kind, [before] if before else [], now, words)


def _told(stale: Sequence[Stale]) -> str:
    """What the page has told of, so that it is told once."""
    return "; ".join(f"{each.name} {', '.join(each.said)}" for each in stale)


def _kept(there: Open, text: str) -> str | None:
    """The condition as it was written, where the builder says the same: its bytes then stay."""
    if there.condition.strip() and text:
        before, _ = there.reading.condition(there.condition, there.scope)
        now, _ = there.reading.condition(text, there.scope)
        if before is not None and before == now:
            return there.condition
    return text or None


def _keep(request: SignedRequest, there: Open, form: PartForm, made: Changed) -> HttpResponseBase:
    draft = there.edition
    title = None if not Reading(made.text).problems else draft.title
    clauses = made.renaming.clauses if made.renaming else {}
    actions.rename_in_draft(
        request.actor,
        draft.pk,
        text=made.text,
        clauses=clauses,
        title=title,
        seen_hash=draft.content_hash,
        reason=form.cleaned_data["why"],
        at=datetime.now(UTC),
    )
    besides = f" Meanwhile {there.others} changed other parts; they stand too." if there.later else ""
    messages.success(request, f"Kept in the draft.{besides}")
    section, key = address_of(made.path) or (there.kind.section, there.key)
    return redirect(f"{reverse('agreement:forms', args=[draft.pk])}#{anchor_of(section, key)}")


def _propose(request: SignedRequest, there: Open, form: PartForm, made: Changed) -> HttpResponseBase:
    if made.renaming:
        message = "A counter-proposal says a clause otherwise under its own name; say in a comment what to call it."
        raise Refused("agreement.counter_renames", message, "level" if there.kind.section == "levels" else "name")
    return propose_otherwise(
        request, there, made.text, reason=form.cleaned_data["why"], side=form.cleaned_data.get("side")
    )


def _form(request: SignedRequest, there: Open, mode: str) -> PartForm:
    sides = talking.sides_of(request.actor)
    data = request.POST if request.method == "POST" else None
    if there.kind.section == "measures":
        return measure_form(there, data, mode, sides)
    stands, name = _usual(request, there)
    form = PartForm(
        there.kind, stands or there.data, data, key=name or there.key, mode=mode, sides=sides, offered=_offered(there)
    )
    if name:
        form.fields["name"].widget.attrs["readonly"] = True
        form.fields["name"].help_text = "It keeps its name while it is taken over; rename it afterwards."
    return form


def _usual(request: SignedRequest, there: Open) -> tuple[Data, str]:
    """The usual entry that a new part is begun from, with its name; None and empty for none."""
    name, reading = request.GET.get("usual", ""), there.reading
    if not name or not there.is_new:
        return None, ""
    section = there.kind.section
    found = usual_one(section, name, reading.at(*there.kind.path), reading.at("stall_causes"))
    return (found, name) if found is not None else (None, "")


def _offered(there: Open) -> dict[str, dict[str, str]]:
    """What to choose from where a part names it: the company's territories, the text's levels, causes and stages."""
    if there.kind.section == "stalls":
        return {"cause": labels_of(there.reading.at("stall_causes")), "stage": stage_labels(there.reading.data)}
    if there.kind.section not in ("routing", "marketing", "sales"):
        return {}
    rules_, promises = there.reading.at("routing"), there.reading.at("promises", "marketing")
    entries = [*(rules_ if isinstance(rules_, list) else []), *(promises if isinstance(promises, list) else [])]
    named = [str(each.get("to") or each.get("territory") or "") for each in entries if isinstance(each, dict)]
    places = {code: f"{name} ({code})" for code, name in queries.territory_names().items()}
    places |= {code: f"{code} (not there yet)" for code in named if code and code not in places}
    levels = {} if there.kind.section == "routing" else {name: name for name in there.reading.levels}
    return {"to": places, "territory": places, "level": levels}


def _page(
    request: SignedRequest,
    there: Open,
    form: PartForm,
    state: State | None,
    mode: str,
    *,
    status: int = 200,
    refused: Refused | None = None,
    made: Changed | None = None,
    stale: Sequence[Stale] = (),
) -> HttpResponseBase:
    if refused is not None:
        form.refuse(refused)
    form.take_hash(there.edition.content_hash)
    reading, kind = there.reading, there.kind
    page: dict[str, Any] = {
        **there.urls(),
        "edition": there.edition,
        "kind": kind,
        "key": there.key,
        "is_new": there.is_new,
        "begins_with": len(USUAL.get(kind.section, ())) if reading.at(*kind.path) is None else 0,
        "there": there,
        "mode": mode,
        "act": request.POST.get("act", "").partition(":")[0],
        "anchor": kind.section if there.is_new else anchor_of(kind.section, there.key),
        "stale": stale,
        "stale_told": _told(stale),
        "stale_anew": [each for each in stale if each.instead],
        "form": form,
        "uses": [] if there.is_new else reading.uses(kind, there.key),
        "speaks_of": [] if there.is_new else reading.spoken_of(kind, there.key),
        "called": "" if there.is_new else reading.label(path_of(kind, there.key)),
        "stands": _stands(there),
        "made": made,
        "changes": _renamed(there, made) if made else None,
        "now": datetime.now(UTC),
    }
    if form.condition:
        shown = state or state_of(reading, there.condition, there.scope)
        page |= built(shown, reading, there.scope, refused)
    if isinstance(form, MeasureForm):
        form.follow(page["part_url"])
        page |= {"met": form.met_shown(refused), "has_sentence": True}
    return render(request, "agreement/editor/part.html", page, status=status)


def _renamed(there: Open, made: Changed) -> list[Any]:
    """What else another name changes, in words; the part itself is in the form."""
    found = differences(there.reading, Reading(made.text), queries.territory_names())
    own = {name_at(there.reading, there.kind, there.key), made.renaming.new if made.renaming else ""}
    return [change for change in found if not (change.part.kind is there.kind and change.part.key in own)]


def _stands(there: Open) -> list[tuple[str, str]]:
    """What stands in the draft now, for whoever wrote something else meanwhile."""
    data = there.data
    values = data.items() if isinstance(data, dict) else [("means", data)] if data else []
    labels = {each.name: each.label for each in there.kind.inputs}
    shown = []
    for name, value in values:
        said = there.reading.says(value, there.scope) if name == there.kind.condition else ""
        text = said or (", ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
        if name in labels:
            shown.append((labels[name], text))
    return shown

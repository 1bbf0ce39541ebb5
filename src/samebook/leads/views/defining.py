"""Definitions of a word chosen one after the other, or written with the condition builder."""

import json
from datetime import UTC, datetime

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from samebook.agreement import hooks
from samebook.agreement.editor.builder import State, built, meant, state_of, state_sent
from samebook.agreement.editor.reading import Reading
from samebook.agreement.queries import edition_of
from samebook.book.editing.rows import Drawing, Row
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.forms.meaning import CompareForm
from samebook.leads.meaning.actions import ask_comparison
from samebook.leads.meaning.rules import MAY_COMPARE, MOST_DEFINITIONS, Chosen, Definition, counted_as
from samebook.leads.meaning.sources import book_in_force, definitions_of, expression_of, reading_of, sources_for
from samebook.leads.meaning.terms import Counted
from samebook.leads.views.meaning import TO
from samebook.leads.views.review import number_in
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show

LONGEST_CHOSEN = 20_000
BLANK = State(Drawing("and", (Row(""),)))
"""The builder with one row to begin with."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Choose or write definitions one after the other, then compare them."""
    actor, now = request.actor, datetime.now(UTC)
    actor.require(*MAY_COMPARE, to=TO)
    reading = reading_of(book_in_force(now))
    sources = sources_for(actor, at=now)
    chosen = _chosen(request)
    definitions = definitions_of(actor, chosen, at=now)
    form = CompareForm(sent(request), sources=sources, word=request.GET.get("word", "")[:80])
    state, refused = BLANK, None
    if request.method == "POST":
        form.is_valid()
        try:
            state = state_sent(request.POST, reading, "")
            act = request.POST.get("act", "")
            if act == "compare":
                job = ask_comparison(
                    actor, form.cleaned_data.get("word", ""), chosen, _kind(request, form, definitions, now), at=now
                )
                return redirect("meanings:compared", job.pk)
            if act in ("choose", "write") or act.startswith("leave:"):
                chosen, added = _acted(request, form, chosen, act, state, reading, now)
                definitions = definitions_of(actor, chosen, at=now)
                state = BLANK if act == "write" and added else state
                said = {name: form.cleaned_data.get(name, "") for name in ("word", "kind")}
                form = CompareForm(sources=sources, **said)
            else:
                form.errors.clear()
        except Missing:
            raise
        except Refused as why:
            refused = why
            form.errors.clear()
            show(why, form)
    page = {
        "form": form,
        "chosen": [
            (definition, json.dumps(each.told()), _says(request, definition, now))
            for each, definition in zip(chosen, definitions, strict=True)
        ],
        "may_add": len(chosen) < MOST_DEFINITIONS,
        "builder_url": reverse("meanings:builder"),
        **built(state, reading, "", refused),
    }
    return render(request, "leads/meaning/begin.html", page, status=422 if refused else 200)


@require_POST
@signed_in
def builder(request: SignedRequest) -> HttpResponseBase:
    """The builder after a pick, what the condition says so far, or how many it is true of."""
    request.actor.require(*MAY_COMPARE, to=TO)
    return shown_builder(request, reading_of(book_in_force(datetime.now(UTC))), reverse("meanings:builder"))


def shown_builder(request: SignedRequest, reading: Reading, url: str, *, accounts: bool = False) -> HttpResponseBase:
    """The part of the builder that is asked for.

    Args:
        accounts: Count accounts, not leads.
    """
    refused = None
    try:
        state = state_sent(request.POST, reading, "")
    except Refused as why:
        state, refused = state_of(reading, "", ""), why
    part = request.GET.get("part", "")
    if part == "count":
        expression = meant(state, reading, "")
        found = hooks.match(request.actor, expression, reading.fields, accounts=accounts) if expression else None
        return render(request, "agreement/editor/count.html", {"builder_url": url, "matching": found})
    name = "reading" if part == "reading" else "built"
    page = {"builder_url": url, **built(state, reading, "", refused if name == "built" else None)}
    shown = render(request, f"agreement/editor/{name}.html", page)
    return trigger_client_event(shown, "condition-built", after="swap") if name == "built" else shown


def _chosen(request: SignedRequest) -> list[Chosen]:
    """What is chosen so far: in the form's own hidden lines, or by keys in the address."""
    if request.method != "POST":
        return [Chosen(key) for key in dict.fromkeys(request.GET.getlist("from")[:MOST_DEFINITIONS])]
    found = []
    for text in request.POST.getlist("chosen")[:MOST_DEFINITIONS]:
        try:
            told = json.loads(text[:LONGEST_CHOSEN])
        except (ValueError, RecursionError) as error:
            raise Refused("meaning.chosen", "A chosen definition has been damaged; choose it again.") from error
        found.append(Chosen.of(told))
    return found


def _acted(  # noqa: PLR0917 (what the form was sent with)
    request: SignedRequest,
    form: CompareForm,
    chosen: list[Chosen],
    act: str,
    state: State,
    reading: Reading,
    at: datetime,
) -> tuple[list[Chosen], bool]:
    """What is chosen after a button, and whether there is one more."""
    if act.startswith("leave:"):
        leaving = number_in(act.removeprefix("leave:"))
        return [each for place, each in enumerate(chosen) if place != leaving], False
    if len(chosen) >= MOST_DEFINITIONS:
        raise Refused("meaning.too_many", f"{MOST_DEFINITIONS} definitions at most; leave some out.")
    if act == "choose":
        if not form.cleaned_data.get("source"):
            raise Refused("meaning.none_chosen", "Choose a definition to add.", "source")
        return [*chosen, Chosen(form.cleaned_data["source"])], True
    text = state.condition(reading.fields_for(""))
    label = form.cleaned_data.get("label", "").strip() or f"number {len(chosen) + 1}"
    written = Chosen.written(label, text)
    expression_of(request.actor, definitions_of(request.actor, [written], at=at)[0], at=at)
    return [*chosen, written], True


def _kind(request: SignedRequest, form: CompareForm, chosen: list[Definition], at: datetime) -> Counted:
    if said := form.cleaned_data.get("kind"):
        return Counted(said)
    return counted_as([expression_of(request.actor, each, at=at)[0] for each in chosen])


def _says(request: SignedRequest, definition: Definition, at: datetime) -> str:
    if definition.private:
        return ""
    try:
        expression_of(request.actor, definition, at=at)
    except Refused:
        return ""
    return reading_of(edition_of(request.actor, definition.edition_id)).says(definition.condition)

"""Writing: begin a draft, change it, and check it while it is written."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samebook.agreement import actions, points, queries, rules
from samebook.agreement.forms import BeginForm, ScopeForm, TextForm
from samebook.agreement.models import Edition
from samebook.agreement.starters import starters
from samebook.agreement.views.words import words_of
from samebook.book import read_book
from samebook.book.text import normalise
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

WRITE = "write editions"


def after_beginning(actor: Actor) -> str:
    """Where one goes on with a draft: to its forms, or to read it where others write."""
    return "agreement:forms" if actor.has(*rules.DEPARTMENTS) else "agreement:edition"


@require_http_methods(["GET", "POST"])
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Choose a text to begin from; the draft is then open to be changed."""
    request.actor.require(*rules.MAY_BEGIN, to="begin editions")
    now = datetime.now(UTC)
    form = BeginForm(request.POST or None)
    if form.is_valid():
        draft = actions.draft_edition(request.actor, text=form.text(), at=now)
        messages.success(request, "The draft is begun. Nothing holds until both sides have signed it.")
        return redirect(after_beginning(request.actor), draft.pk)
    current = queries.in_force(now)
    page = {
        "form": form,
        "scope_form": ScopeForm(actor=request.actor),
        "starters": starters(),
        "current": current.edition if current else None,
    }
    return render(request, "agreement/begin.html", page, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def draft_from(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Begin a draft with the text of an edition."""
    request.actor.require(*rules.DEPARTMENTS, to=WRITE)
    base = queries.edition_of(request.actor, edition_id)
    draft = actions.draft_edition(
        request.actor, text=base.text, title=base.title, based_on=base.pk, at=datetime.now(UTC)
    )
    messages.success(request, f"The draft has the text of “{base}”.")
    return redirect("agreement:forms", draft.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Change the text of a draft; it may be kept with problems, and is proposed without."""
    request.actor.require(*rules.DEPARTMENTS, to=WRITE)
    draft = queries.edition_of(request.actor, edition_id)
    rules.check_is_draft(draft.state)
    if "take_back" in request.POST:
        return _take_back(request, draft)
    initial = {"text": draft.text, "seen_hash": draft.content_hash}
    form = TextForm(request.POST) if request.method == "POST" else TextForm(initial=initial)
    text = normalise(str(form["text"].value() or ""))
    book, problems = read_book(text)
    if form.is_bound and form.is_valid():
        title = None if book else draft.title
        try:
            changed = actions.change_draft(
                request.actor, edition_id, **form.cleaned_data, title=title, at=datetime.now(UTC)
            )
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "The draft is kept.")
            return redirect("agreement:edit" if "stay" in request.POST else "agreement:edition", changed.pk)
    page = {
        "form": form,
        "edition": draft,
        "problems": problems,
        "words": words_of(text) if book else None,
    }
    return render(request, "agreement/edit.html", page, status=422 if form.is_bound else 200)


def _take_back(request: SignedRequest, draft: Edition) -> HttpResponseBase:
    """Put an earlier text of the draft in the place of the one it has."""
    number = request.POST["take_back"]
    is_number = number.isascii() and number.isdecimal() and len(number) < 7
    saved = points.saved_text(request.actor, draft.pk, int(number) if is_number else 0)
    actions.change_draft(
        request.actor,
        draft.pk,
        text=saved.text,
        seen_hash=request.POST.get("seen_hash", ""),
        reason=f"Text {saved.number} taken back.",
        at=datetime.now(UTC),
    )
    messages.success(request, f"The draft has its text {saved.number} again; what it had since is kept in its history.")
    return redirect("agreement:edition", draft.pk)


@require_POST
@signed_in
def check(request: SignedRequest) -> HttpResponseBase:
    """What is wrong in the text so far; and, where nothing is, what it says."""
    request.actor.require(*rules.DEPARTMENTS, to=WRITE)
    text = normalise(request.POST.get("text", ""))
    book, problems = read_book(text)
    words = words_of(text) if book else None
    return render(request, "agreement/checked.html", {"problems": problems, "words": words})

"""Editions for a country or a unit: beginning one, what it inherits, taking over what has changed above, ending it."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from samebook.agreement import actions, queries, rules
from samebook.agreement.forms import BeginForm, EndForm, ScopeForm
from samebook.agreement.inheritance import inheritance_of
from samebook.agreement.starters import starters
from samebook.agreement.talking import sides_of
from samebook.agreement.terms import State
from samebook.agreement.views.pages import context_of, views_of
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show


@require_POST
@signed_in
def begin(request: SignedRequest) -> HttpResponseBase:
    """Begin a draft for a country or a unit with what holds there now."""
    request.actor.require(*rules.DEPARTMENTS, to="write editions")
    now = datetime.now(UTC)
    form = ScopeForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            draft = actions.begin_for_scope(request.actor, scope=form.cleaned_data["scope"], at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(
                request, f"The draft is begun for {draft.scope_name}. Change what is to be otherwise there."
            )
            return redirect("agreement:forms", draft.pk)
    current = queries.in_force(now)
    page = {
        "form": BeginForm(),
        "scope_form": form,
        "starters": starters(),
        "current": current.edition if current else None,
    }
    return render(request, "agreement/begin.html", page, status=422)


@require_safe
@signed_in
def inherits(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Clause by clause: what it has from the edition above, what is its own, and what has changed above since."""
    found = inheritance_of(request.actor, edition_id, datetime.now(UTC))
    return render(request, "agreement/inherits.html", {
        "edition": found.edition,
        "inheritance": found,
        "may_write": request.actor.has(*rules.DEPARTMENTS),
        "views": views_of(request.actor, found.edition, "inherits"),
    })  # fmt: skip


@require_POST
@signed_in
def take_over(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Put what has changed above into a draft."""
    draft = actions.take_over_above(request.actor, edition_id, at=datetime.now(UTC))
    messages.success(request, "Taken over into the draft; its own clauses stay. Read it, then propose it.")
    return redirect("agreement:inherits", draft.pk)


@never_cache
@sensitive_post_parameters("password")
@require_POST
@signed_in
def end(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Ask for the end of an edition of a scope, or agree to it."""
    request.actor.require(*rules.DEPARTMENTS, to="end editions")
    now = datetime.now(UTC)
    queries.edition_of(request.actor, edition_id)
    form = EndForm(request.POST, sides=sides_of(request.actor))
    if form.is_valid():
        said = form.cleaned_data
        try:
            ended = actions.end_edition(
                request.actor, edition_id, password=said["password"], side=said["side"] or None, at=now
            )
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            is_over = ended.state != State.IN_FORCE
            words = (
                "It has ended; what holds above holds here again."
                if is_over
                else "Asked for. It ends when the other side agrees."
            )
            messages.success(request, words)
            return redirect("agreement:edition", edition_id)
    page = context_of(request, edition_id, now, end=form)
    return render(request, "agreement/edition.html", page, status=422)


@require_POST
@signed_in
def keep(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Take back the wish to end it, or say no to it."""
    actions.keep_edition(request.actor, edition_id, at=datetime.now(UTC))
    messages.success(request, "It holds on.")
    return redirect("agreement:edition", edition_id)

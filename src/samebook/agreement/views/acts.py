"""What is done with an edition: propose, sign, withdraw."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samebook.agreement import actions, points, queries, rules
from samebook.agreement.delegates import standing_in
from samebook.agreement.forms import ProposeForm, ReasonForm, SignForm
from samebook.agreement.models import Edition
from samebook.agreement.signers import could_sign
from samebook.agreement.terms import State
from samebook.agreement.views.pages import context_of, sides_of
from samebook.agreement.views.words import difference_of, stale_in, talks_of, words_of
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show


@require_POST
@signed_in
def propose(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Fix the text and ask both sides to sign."""
    request.actor.require(*rules.DEPARTMENTS, to="propose editions")
    now = datetime.now(UTC)
    queries.edition_of(request.actor, edition_id)
    form = ProposeForm(request.POST, at=now)
    if form.is_valid():
        try:
            actions.propose_edition(request.actor, edition_id, **form.cleaned_data, at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Proposed: the text is fixed, and both sides are asked to sign.")
            return redirect("agreement:edition", edition_id)
    page = context_of(request, edition_id, now, propose=form)
    return render(request, "agreement/edition.html", page, status=422)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
def sign(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Show exactly the text and its hash; sign with the password, entered again."""
    now = datetime.now(UTC)
    if not standing_in(request.actor.id, timezone.localdate(now)):
        request.actor.require(*rules.MAY_SIGN.values(), to="sign editions")
    detail = queries.edition_detail(request.actor, edition_id)
    found = detail.edition
    sides = could_sign(request.actor, found, detail.signatures, now)
    form = SignForm(
        request.POST or None, sides=sides, content_hash=found.content_hash, in_force_from=found.in_force_from
    )
    if form.is_bound and form.is_valid():
        try:
            signed = actions.sign_edition(request.actor, edition_id, **form.signing(), at=now)
        except Missing:
            raise
        except Refused as refused:
            form.add_error("password" if refused.field == "password" else None, refused.message)
        else:
            messages.success(request, _said(signed))
            return redirect("agreement:edition", signed.pk)
    if not sides:
        rules.check_move(found.state, State.SIGNED)
    page = {
        "edition": found,
        "detail": detail,
        "lines": found.text.split("\n"),
        "words": words_of(found.text, talks_of(request.actor, found)),
        "stale": stale_in(found),
        **difference_of(found, now),
        "sides": sides_of(detail.signatures),
        "signs_for": sides,
        "now": now,
        "open": points.open_points([found.pk]).get(found.pk),
        "form": form,
    }
    return render(request, "agreement/sign.html", page, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def withdraw(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Take back what is not in force yet."""
    actions.withdraw_edition(request.actor, edition_id, at=datetime.now(UTC))
    messages.success(request, "Withdrawn. The text and its signatures stay on record.")
    return redirect("agreement:edition", edition_id)


@require_POST
@signed_in
def amend(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Open a proposal to be changed again; its signatures are void."""
    request.actor.require(*rules.DEPARTMENTS, to="amend proposals")
    now = datetime.now(UTC)
    queries.edition_of(request.actor, edition_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.amend_edition(request.actor, edition_id, reason=form.cleaned_data["reason"], at=now)
        messages.success(request, "It is a draft again; no signature under it counts any more.")
        return redirect("agreement:edition", edition_id)
    page = context_of(request, edition_id, now, amend=form)
    return render(request, "agreement/edition.html", page, status=422)


def _said(edition: Edition) -> str:
    if edition.state != State.SIGNED:
        return "Signed. It waits for the other side."
    when = (
        f" It takes force on {timezone.localtime(edition.in_force_from):%-d %b %Y, %H:%M}."
        if edition.in_force_from
        else ""
    )
    return f"Both sides have signed: this is edition {edition.number}.{when}"

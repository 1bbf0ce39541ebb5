"""Talking about clauses: threads, one clause, comments, counter-proposals and what becomes of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from samebook.agreement import actions, points, queries, rules, talking
from samebook.agreement.clauses import clauses_of, label_of
from samebook.agreement.editor.parts import Part
from samebook.agreement.forms import CommentForm, CounterForm, ReasonForm
from samebook.agreement.models import CounterProposal, Edition
from samebook.agreement.signers import could_sign
from samebook.agreement.terms import CounterState, State
from samebook.agreement.views.pages import views_of
from samebook.agreement.views.words import countered, may_change, parts_named
from samebook.book import content_hash
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

TALK = "negotiate the Book"
ACTS = {"take-over": CounterState.TAKEN_OVER, "decline": CounterState.DECLINED, "withdraw": CounterState.WITHDRAWN}


@require_safe
@signed_in
def negotiation(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Everything that was said about an edition, clause by clause, and every clause to speak about."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    edition = queries.edition_of(request.actor, edition_id)
    threads = points.threads_of(edition)
    standing = clauses_of(edition.text)
    sections = ["", *(name for name in standing if "." not in name)]
    places = queries.territory_names()
    parts = {
        top: [(label_of(name), address_of(edition_id, name)) for name in standing if top and name.startswith(f"{top}.")]
        for top in sections
    }
    clauses = [(label_of(top), address_of(edition_id, top), parts[top]) for top in sections]
    return render(request, "agreement/negotiation.html", {
        "edition": edition,
        "now": datetime.now(UTC),
        "threads": [(each, address_of(edition_id, each.clause), _waiting(edition, each, places)) for each in threads],
        "open": points.open_points([edition_id]).get(edition_id),
        "clauses": clauses,
        "is_open": edition.state in talking.OPEN_STATES,
        "may_sign": _may_sign(request, edition),
        "views": views_of(request.actor, edition, "negotiation"),
    })  # fmt: skip


@require_safe
@signed_in
def clause(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """One clause: what it says, what was said about it, and what there is to say."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    return render(request, "agreement/clause.html", _context(request, edition_id, request.GET.get("name", "")))


@require_POST
@signed_in
def comment(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Say something about a clause."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    name = request.POST.get("clause", "")
    queries.edition_of(request.actor, edition_id)
    form = CommentForm(request.POST, sides=talking.sides_of(request.actor))
    if form.is_valid():
        try:
            actions.comment_on(request.actor, edition_id, clause=name, **form.cleaned_data, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Said. Both sides see it.")
            return redirect(address_of(edition_id, name))
    return render(request, "agreement/clause.html", _context(request, edition_id, name, comment=form), status=422)


@require_POST
@signed_in
def counter(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """Propose that a clause says something else."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    name = request.POST.get("clause", "")
    edition = queries.edition_of(request.actor, edition_id)
    standing = clauses_of(edition.text).get(name)
    if standing is None:
        raise Refused("agreement.clause_missing", "There is no such clause in the text as it is now; choose another.")
    form = CounterForm(request.POST, clause=standing.text, sides=talking.sides_of(request.actor))
    if form.is_valid():
        now = datetime.now(UTC)
        seen = standing.text if form.cleaned_data["seen"] == content_hash(standing.text) else ""
        words = {key: form.cleaned_data[key] for key in ("reason", "side") if key in form.cleaned_data}
        try:
            actions.counter_propose(
                request.actor,
                edition_id,
                clause=name,
                proposed=form.proposed(),
                seen=seen,
                **words,
                at=now,
            )
        except Missing:
            raise
        except Refused as refused:
            at_text = refused.field in ("proposed", None)
            form.add_error(form.said_in() if at_text else refused.field, refused.message)
        else:
            messages.success(request, "Proposed. The other side takes it over or says why not.")
            return redirect(address_of(edition_id, name))
    return render(request, "agreement/clause.html", _context(request, edition_id, name, counter=form), status=422)


@require_POST
@signed_in
def decide(request: SignedRequest, counter_id: int, act: str) -> HttpResponseBase:
    """Take a counter-proposal over, decline it with a reason, or withdraw one's own."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    found = points.counter_of(request.actor, counter_id)
    now = datetime.now(UTC)
    match ACTS.get(act):
        case CounterState.TAKEN_OVER:
            before = queries.edition_of(request.actor, found.edition_id)
            after = actions.take_over_counter(request.actor, counter_id, at=now)
            messages.success(request, _taken_over(before, after))
        case CounterState.DECLINED:
            actions.decline_counter(request.actor, counter_id, reason=request.POST.get("reason", ""), at=now)
            messages.success(request, "Declined; the other side reads why.")
        case CounterState.WITHDRAWN:
            actions.withdraw_counter(request.actor, counter_id, at=now)
            messages.success(request, "Withdrawn. It stays in the thread.")
        case _:
            raise Missing("act")
    return redirect(address_of(found.edition_id, found.clause))


@require_POST
@signed_in
def settle(request: SignedRequest, comment_id: int) -> HttpResponseBase:
    """Call a point of one's own side settled."""
    request.actor.require(*rules.DEPARTMENTS, to=TALK)
    found = points.comment_of(request.actor, comment_id)
    actions.settle_comment(request.actor, comment_id, at=datetime.now(UTC))
    messages.success(request, "Settled. It stays in the thread.")
    return redirect(address_of(found.edition_id, found.clause))


def _taken_over(before: Edition, after: Edition) -> str:
    if before.state == State.DRAFT:
        return "Taken over into the draft; its history says why."
    if after.state == State.PROPOSED:
        return (
            "Taken over, and proposed anew for the same day. Earlier signatures are void; both sides read and sign it."
        )
    return "Taken over. It is a draft again, since its day has passed: propose it for another."


def address_of(edition_id: int, name: str) -> str:
    """The page of a clause; names hold dots and spaces, so they stand behind the question mark."""
    return f"{reverse('agreement:clause', args=[edition_id])}?{urlencode({'name': name})}"


def _context(
    request: SignedRequest,
    edition_id: int,
    name: str,
    *,
    comment: CommentForm | None = None,
    counter: CounterForm | None = None,
) -> dict[str, Any]:
    actor = request.actor
    edition = queries.edition_of(actor, edition_id)
    standing = clauses_of(edition.text).get(name)
    thread = next((each for each in points.threads_of(edition) if each.clause == name), None)
    if name and standing is None and thread is None:
        raise Missing("clause")
    sides, is_open = talking.sides_of(actor), edition.state in talking.OPEN_STATES
    may_speak = is_open and (standing is not None or not name)
    parts = parts_named(edition.text, name) if name else []
    part = parts[0] if len(parts) == 1 else None
    places = queries.territory_names()
    if standing is not None and counter is None:
        counter = CounterForm(clause=standing.text, sides=sides)
    return {
        "edition": edition,
        "now": datetime.now(UTC),
        "name": name,
        "label": label_of(name),
        "standing": standing,
        "says": points.said_of(edition.text, name) if standing and part is None else "",
        "said": [_shown(request, edition, each, places) for each in (thread.said if thread else [])],
        "part": part,
        "form_url": _form_of(edition, part, name) if may_speak and may_change(actor, edition) else "",
        "talk_url": "",
        "is_open": is_open,
        "may_sign": _may_sign(request, edition),
        "is_draft": edition.state == State.DRAFT,
        "comment": (comment or CommentForm(sides=sides, is_answer=bool(thread and thread.open))) if may_speak else None,
        "counter": counter if may_speak and standing is not None else None,
        "counter_open": bool(counter and counter.is_bound),
        "decline": ReasonForm(auto_id=False),
    }


def _may_sign(request: SignedRequest, edition: Edition) -> bool:
    signatures = queries.signatures_of(edition) if edition.state == State.PROPOSED else []
    return bool(could_sign(request.actor, edition, signatures, datetime.now(UTC)))


def _waiting(edition: Edition, thread: points.Thread, places: Mapping[str, str]) -> list[dict[str, str]]:
    """What of a thread is open, in a line each: a counter-proposal by what it would say."""
    found = []
    for said in filter(points.is_open, thread.said):
        if not isinstance(said, CounterProposal):
            found.append({"what": "a point", "side": said.side, "says": said.text})
            continue
        changes = countered(edition.text, said.clause, said.before, said.proposed, places) or ()
        lines = [line.after or "nothing" for change in changes for line in change.lines]
        says = " ".join(lines) or said.says_proposed or "otherwise"
        found.append({"what": "a counter-proposal", "side": said.side, "says": says})
    return found


def _form_of(edition: Edition, part: Part | None, name: str) -> str:
    """Where a clause is said otherwise in a form: its own, or the section's in the list of all forms."""
    if part is not None:
        return reverse("agreement:form_part", args=[edition.pk, part.kind.section, part.key])
    sections = {"qualification": "levels", "promises": "marketing", "lead_stages": "stages"}
    section = name.partition(".")[0]
    return f"{reverse('agreement:forms', args=[edition.pk])}#{sections.get(section, section)}"


def _shown(request: SignedRequest, edition: Edition, said: Any, places: Mapping[str, str]) -> dict[str, Any]:
    actor = request.actor
    if not isinstance(said, CounterProposal):
        may_settle = said.settled_at is None and said.side in talking.sides_of(actor)
        return {"comment": said, "may_settle": may_settle}
    is_open = said.state == CounterState.OPEN
    return {
        "counter": said,
        "label": f"counter-proposal {said.pk}",
        "changes": countered(edition.text, said.clause, said.before, said.proposed, places),
        "may_decide": is_open and talking.may_decide(actor, side=said.side, draft_author_id=edition.author_id),
        "may_withdraw": is_open and said.author_id == actor.id,
    }

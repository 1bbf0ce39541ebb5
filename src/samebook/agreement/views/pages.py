"""Reading: the edition in force, the history of editions, one edition."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samebook.agreement import points, queries, rules
from samebook.agreement.forms import EndForm, ProposeForm, ReasonForm, ScopeFilter
from samebook.agreement.models import Edition, Signature
from samebook.agreement.signers import could_sign
from samebook.agreement.talking import OPEN_STATES
from samebook.agreement.talking import sides_of as sides_of_person
from samebook.agreement.terms import Side, State
from samebook.agreement.views.words import (
    changed_names,
    difference_of,
    may_change,
    stale_in,
    talks_of,
    unread,
    with_pages,
    words_of,
)
from samebook.book.scopes import COMPANY
from samebook.kernel.access import Actor
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import page_of
from samebook.ui.panels import panels_of

COMING = (State.DRAFT, State.PROPOSED, State.SIGNED)
MOST_COMING, MOST_TOLD = 10, 4


@require_safe
@signed_in
def book(request: SignedRequest) -> HttpResponseBase:
    """The edition in force in words, with its text beside."""
    actor = request.actor
    actor.require(*rules.MAY_READ, to="read the Book")
    now = datetime.now(UTC)
    current = queries.in_force(now)
    page: dict[str, Any] = {
        "now": now,
        "tabs": tabs("book", actor),
        "coming": _with_changes(list(queries.editions_for(actor).filter(state__in=COMING)[:MOST_COMING]), now),
        "may_write": actor.has(*rules.MAY_BEGIN),
        "current": current,
        "void": None if current else _in_force(actor).filter(scope=str(COMPANY)).first(),
        "others": list(_in_force(actor).exclude(scope=str(COMPANY)).order_by("scope_name", "pk")),
    }
    if current:
        page |= {
            "edition": current.edition,
            "sides": sides_of(queries.signatures_of(current.edition)),
            "words": with_pages(words_of(current.edition.text), actor, current.edition),
            "lines": current.edition.text.split("\n"),
            "panels": panels_of(actor, "book", current.edition.pk),
        }
    return render(request, "agreement/book.html", page)


def _in_force(actor: Actor) -> QuerySet[Edition]:
    return queries.editions_for(actor).filter(state=State.IN_FORCE)


@require_safe
@signed_in
def editions(request: SignedRequest) -> HttpResponseBase:
    """Every edition with its state, the newest first."""
    request.actor.require(*rules.MAY_READ, to="read the Book")
    standing = Signature.objects.filter(voided_at=None).select_related("user", "for_user")
    rows = queries.editions_for(request.actor).prefetch_related(Prefetch("signatures", standing))
    form = ScopeFilter(request.GET, editions=queries.editions_for(request.actor))
    rows = rows.filter(scope=form.chosen) if form.chosen else rows
    return render(request, "agreement/editions.html", {
        "filters": form if form.several else None,
        "page": page_of(rows, ("-id",), request.GET),
        "tabs": tabs("editions", request.actor),
        "may_write": request.actor.has(*rules.MAY_BEGIN),
    })  # fmt: skip


@require_safe
@signed_in
def edition(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """One edition: signatures, what it says, what it changes, and what may be done with it."""
    return render(request, "agreement/edition.html", context_of(request, edition_id, datetime.now(UTC)))


def context_of(
    request: SignedRequest,
    edition_id: int,
    now: datetime,
    *,
    propose: ProposeForm | None = None,
    amend: ReasonForm | None = None,
    end: EndForm | None = None,
) -> dict[str, Any]:
    """What the page of one edition shows.

    Args:
        propose: The form that was just sent and refused.
        amend: The form that was just sent and refused.
        end: The form that was just sent and refused.
    """
    actor = request.actor
    detail = queries.edition_detail(actor, edition_id)
    found = detail.edition
    view = request.GET.get("view", "words")
    offered = _offered(actor, detail, now)
    words = with_pages(words_of(found.text, talks_of(actor, found)), actor, found)
    return {
        "now": now,
        "detail": detail,
        "edition": found,
        "panels": panels_of(actor, "edition", edition_id),
        "sides": sides_of(detail.signatures),
        "words": words,
        "faults": words.faults if words else unread(detail.problems, found.text),
        "may_change": may_change(actor, found),
        "stale": stale_in(found) if found.state in OPEN_STATES else [],
        **(difference_of(found, now) if view == "changes" else {}),
        "lines": found.text.split("\n"),
        "view": view,
        "views": views_of(actor, found, view),
        "text_open": view == "text",
        "offered": offered,
        "may_talk": actor.has(*rules.DEPARTMENTS) and found.state in OPEN_STATES,
        "open": points.open_points([edition_id]).get(edition_id) if actor.has(*rules.DEPARTMENTS) else None,
        "is_late": found.state == State.PROPOSED and found.sign_by is not None and found.sign_by < now,
        "amend": amend or ReasonForm(),
        "amend_open": amend is not None,
        "end": end or EndForm(sides=sides_of_person(actor)),
        "end_open": end is not None,
        "propose": propose or ProposeForm(at=now),
        "propose_open": propose is not None,
    }


def _with_changes(coming: list[Edition], now: datetime) -> list[tuple[Edition, list[str] | None]]:
    """Each edition with what it says otherwise than the one in force, by name; None beyond the first few."""
    told = Edition.objects.in_bulk([each.pk for each in coming[:MOST_TOLD]])
    return [(each, changed_names(told[each.pk], now) if each.pk in told else None) for each in coming]


def sides_of(signatures: Sequence[tuple[Signature, bool]]) -> list[tuple[str, Signature | None, bool]]:
    """Both sides in one order: side, its signature if there is one, and whether it holds."""
    by_side = {signature.side: (signature, holds) for signature, holds in signatures}
    return [(side.value, *by_side.get(side.value, (None, False))) for side in Side]


def tabs(current: str, actor: Actor) -> list[tuple[str, str, bool]]:
    places = [("In force", "book"), ("All editions", "editions")]
    places += [("Who signs for whom", "delegates")] if actor.has(*rules.DEPARTMENTS) else []
    return [(label, reverse(f"agreement:{name}"), name == current) for label, name in places]


def views_of(actor: Actor, edition: Edition, view: str) -> list[tuple[str, str, bool]]:
    """The ways to look at one edition: each with its address, and whether it is the one that is shown."""
    here = reverse("agreement:edition", args=[edition.pk])
    names = [("In words", "words")]
    names += [("What it changes", "changes")] if edition.based_on_id else []
    shown = [
        (label, f"{here}?view={name}", name == view or (view == "text" and name == "words")) for label, name in names
    ]
    pages = [("What it inherits", "inherits")] if edition.scope != str(COMPANY) else []
    pages += [("Negotiation", "negotiation")] if actor.has(*rules.DEPARTMENTS) else []
    pages += [("History", "history")]
    return shown + [(label, reverse(f"agreement:{name}", args=[edition.pk]), name == view) for label, name in pages]


def _offered(actor: Actor, detail: queries.EditionDetail, now: datetime) -> set[str]:
    """The acts that this reader may do with the edition as it stands."""
    state = State(detail.edition.state)
    offered = {"sign"} if could_sign(actor, detail.edition, detail.signatures, now) else set()
    if actor.has(*rules.DEPARTMENTS):
        offered.add("draft_from")
        offered |= {"edit", "propose"} if state is State.DRAFT else set()
        offered |= {"amend"} if state is State.PROPOSED else set()
        offered |= {"withdraw"} if State.WITHDRAWN in rules.MOVES[state] else set()
        offered |= {"end"} if state is State.IN_FORCE and detail.edition.scope != str(COMPANY) else set()
    return offered

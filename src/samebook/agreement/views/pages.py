"""Reading: the edition in force, the history of editions, one edition."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samebook.agreement import queries, rules
from samebook.agreement.forms import ProposeForm
from samebook.agreement.models import Edition, Signature
from samebook.agreement.telling import Told, tell
from samebook.agreement.terms import Side, State
from samebook.book import CompiledBook, compile_book
from samebook.kernel.access import Actor
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import page_of
from samebook.ui.panels import panels_of

COMING = (State.DRAFT, State.PROPOSED, State.SIGNED)
MOST_COMING = 10


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
        "tabs": tabs("book"),
        "coming": list(queries.editions_for(actor).filter(state__in=COMING)[:MOST_COMING]),
        "may_write": actor.has(*rules.DEPARTMENTS),
        "current": current,
        "void": None if current else queries.editions_for(actor).filter(state=State.IN_FORCE).first(),
    }
    if current:
        page |= {
            "edition": current.edition,
            "sides": sides_of(queries.signatures_of(current.edition)),
            "told": in_words(current.book),
            "lines": current.edition.text.split("\n"),
        }
    return render(request, "agreement/book.html", page)


@require_safe
@signed_in
def editions(request: SignedRequest) -> HttpResponseBase:
    """Every edition with its state, the newest first."""
    request.actor.require(*rules.MAY_READ, to="read the Book")
    rows = queries.editions_for(request.actor).prefetch_related("signatures__user")
    return render(request, "agreement/editions.html", {
        "page": page_of(rows, ("-id",), request.GET),
        "tabs": tabs("editions"),
        "may_write": request.actor.has(*rules.DEPARTMENTS),
    })  # fmt: skip


@require_safe
@signed_in
def edition(request: SignedRequest, edition_id: int) -> HttpResponseBase:
    """One edition: signatures, what it says, what it changes, and what may be done with it."""
    return render(request, "agreement/edition.html", context_of(request, edition_id, datetime.now(UTC)))


def context_of(
    request: SignedRequest, edition_id: int, now: datetime, *, propose: ProposeForm | None = None
) -> dict[str, Any]:
    """What the page of one edition shows.

    Args:
        propose: The form that was just sent and refused.
    """
    actor = request.actor
    detail = queries.edition_detail(actor, edition_id)
    found = detail.edition
    view = request.GET.get("view") or ("words" if detail.book else "text")
    return {
        "now": now,
        "detail": detail,
        "edition": found,
        "panels": panels_of(actor, "edition", edition_id),
        "sides": sides_of(detail.signatures),
        "told": in_words(compile_book(detail.book)) if detail.book and view == "words" else None,
        "lines": found.text.split("\n"),
        "view": view,
        "views": _views(found, view),
        "offered": _offered(actor, detail),
        "propose": propose or ProposeForm(at=now),
        "propose_open": propose is not None,
    }


def in_words(compiled: CompiledBook) -> Told:
    return tell(compiled, queries.territory_names())


def sides_of(signatures: Sequence[tuple[Signature, bool]]) -> list[tuple[str, Signature | None, bool]]:
    """Both sides in one order: side, its signature if there is one, and whether it holds."""
    by_side = {signature.side: (signature, holds) for signature, holds in signatures}
    return [(side.value, *by_side.get(side.value, (None, False))) for side in Side]


def signable_sides(actor: Actor, edition: Edition, signatures: Sequence[tuple[Signature, bool]]) -> list[Side]:
    """The sides for which this person could sign now."""
    signed_by = {signature.user_id for signature, _ in signatures}
    taken = {signature.side for signature, _ in signatures}
    if edition.state != State.PROPOSED or actor.id is None or actor.id in signed_by:
        return []
    return [side for side, role in rules.MAY_SIGN.items() if actor.has(role) and side not in taken]


def tabs(current: str) -> list[tuple[str, str, bool]]:
    places = (("In force", "book"), ("All editions", "editions"))
    return [(label, reverse(f"agreement:{name}"), name == current) for label, name in places]


def _views(edition: Edition, view: str) -> list[tuple[str, str, bool]]:
    names = [("In words", "words"), ("Text", "text")]
    names += [("What it changes", "changes")] if edition.based_on_id else []
    return [(label, f"?view={name}", name == view) for label, name in names]


def _offered(actor: Actor, detail: queries.EditionDetail) -> set[str]:
    """The acts that this reader may do with the edition as it stands."""
    state = State(detail.edition.state)
    offered = {"sign"} if signable_sides(actor, detail.edition, detail.signatures) else set()
    if actor.has(*rules.DEPARTMENTS):
        offered.add("draft_from")
        offered |= {"edit", "propose"} if state is State.DRAFT else set()
        offered |= {"withdraw"} if State.WITHDRAWN in rules.MOVES[state] else set()
    return offered

"""The list and the board."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from samebook.buying import pipeline, queries
from samebook.buying.forms import BoardFilter, OpportunityFilter
from samebook.buying.pipelines import all_pipelines
from samebook.buying.rules import MAY_SELL
from samebook.buying.terms import stage_name
from samebook.kernel.access import SEES_RECORDS
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import order_of, page_of


@require_safe
@signed_in
def table(request: SignedRequest) -> HttpResponseBase:
    """Every opportunity the reader may see, page by page."""
    form = OpportunityFilter(request.GET or None, actor=request.actor, at=datetime.now(UTC))
    found = pipeline.narrowed(queries.opportunities_for(request.actor), form.wanted() if form.is_bound else {})
    page = page_of(
        pipeline.listed(found), order_of(request.GET.get("sort"), pipeline.SORTS, default="-opened"), request.GET
    )
    return render(request, "buying/list.html", frame(request, "list") | {
        "page": page, "filter_form": form, "today": timezone.localdate(),
        "cards": [pipeline.card_of(row, timezone.localdate()) for row in page.rows],
    })  # fmt: skip


@require_safe
@signed_in
def board(request: SignedRequest) -> HttpResponseBase:
    """The open ones by stage; each can be moved."""
    return render(request, "buying/board.html", frame(request, "board") | board_context(request))


def board_context(request: SignedRequest) -> dict[str, Any]:
    """What the board shows, also after a card was moved; whose board it is stands in the address."""
    now = datetime.now(UTC)
    owner_id = _owner(request.GET.get("owner", ""))
    stands = pipeline.standing(request.actor, owner_id=owner_id)
    offered = all_pipelines(now, used=stands.pipelines)
    form = BoardFilter(request.GET or None, pipelines=list(offered))
    shown = offered.get(form.pipeline_name() if form.is_bound else "") or next(iter(offered.values()))
    columns = pipeline.board(request.actor, timezone.localdate(now), shown, stands, owner_id=owner_id)
    cards = [card for column in columns for card in column.cards]
    pipeline.fill_parts(request.actor, cards, now)
    movable = queries.may_move(request.actor, [card.opportunity for card in cards])
    query = request.GET.urlencode()
    return {
        "columns": columns, "pipeline": shown,
        "jumps": [(f"column-{each.stage}", each.label, f"{each.count:,}", not each.count) for each in columns],
        "movable": movable, "stages": [(each.name, stage_name(each.name)) for each in shown.stages],
        "filter_form": form, "now": now, "query": f"?{query}" if query else "",
    }  # fmt: skip


def _owner(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def frame(request: SignedRequest, current: str) -> dict[str, Any]:
    """What list and board share; closed to who works with partners only."""
    request.actor.require(*SEES_RECORDS, to="see opportunities")
    places = (("List", "opportunities", "list"), ("Board", "board", "board"))
    return {
        "tabs": [(label, reverse(f"buying:{name}"), key == current) for label, name, key in places],
        "may_add": request.actor.has(*MAY_SELL),
    }

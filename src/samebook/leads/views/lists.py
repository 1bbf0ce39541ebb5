"""Inbox, table and board."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Refused
from samebook.leads import inbox as inboxes
from samebook.leads import queries, worklists
from samebook.leads.actions import set_aside
from samebook.leads.acts import OFFICE, check_role, open_acts
from samebook.leads.forms import FilterForm
from samebook.leads.forms.acts import reason_field
from samebook.leads.rules import MAY_TAKE_IN, WITH_REP
from samebook.leads.terms import Act
from samebook.segments import listing
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.paging import order_of, page_of

SORTS = {"received": ("received_at", "id"), "due": ("first_attempt_due_at", "id")}
MOST_IDS = 200
LONGEST_ID = 19


@require_safe
@signed_in
def inbox(request: SignedRequest) -> HttpResponseBase:
    """What the reader should act on now."""
    now = datetime.now(UTC)
    return render(request, "leads/inbox.html", _frame(request, "inbox") | {
        "sections": inboxes.sections_for(request.actor, now), "now": now,
    })  # fmt: skip


@require_safe
@signed_in
def table(request: SignedRequest) -> HttpResponseBase:
    """Every lead the reader may see, filtered and sorted, page by page."""
    now = datetime.now(UTC)
    form = FilterForm(request.GET or None, actor=request.actor, at=now)
    wanted = form.wanted() if form.is_bound else {}
    leads = worklists.narrowed(queries.leads_for(request.actor), wanted)
    if wanted.get("segment"):
        leads = listing.narrowed(request.actor, wanted["segment"], leads, at=now)
    sort = request.GET.get("sort", "")
    if sort.lstrip("-") == "due":
        leads = leads.filter(status__in=WITH_REP, first_attempt_due_at__isnull=False)
    order = order_of(sort, SORTS, default="-received")
    page = page_of(leads.only(*(column.lstrip("-") for column in order)), order, request.GET)
    return render(request, "leads/table.html", _frame(request, "table") | {
        "filter_form": form,
        "page": page,
        "rows": worklists.rows_of(worklists.filled(page.rows), now),
        "now": now,
        "reason": _reason_choices(now) if request.actor.has(*OFFICE) else [],
        "back": request.get_full_path(),
    })  # fmt: skip


@require_safe
@signed_in
def board(request: SignedRequest) -> HttpResponseBase:
    """The newest leads of each status, side by side."""
    now = datetime.now(UTC)
    columns = worklists.board(request.actor, now)
    return render(request, "leads/board.html", _frame(request, "board") | {
        "columns": columns,
        "jumps": [(each.anchor, each.status.label, each.count_text, not each.count) for each in columns],
        "acceptable": {row.lead.pk for column in columns for row in column.rows if _may_accept(request, row)},
        "now": now,
    })  # fmt: skip


@require_POST
@signed_in
def set_aside_many(request: SignedRequest) -> HttpResponse:
    """Set the ticked leads aside, each by the same action as on its own page; says which it could not."""
    check_role(Act.SET_ASIDE, request.actor)
    now = datetime.now(UTC)
    ids = _ids(request.POST.getlist("ids"))
    refused: list[str] = []
    for lead_id in ids:
        try:
            set_aside(request.actor, lead_id, reason=request.POST.get("reason", ""), at=now)
        except Refused as refusal:
            refused.append(refusal.message)
    done = len(ids) - len(refused)
    if done:
        messages.success(request, f"{done} {'lead' if done == 1 else 'leads'} set aside.")
    for message in sorted(set(refused)):
        messages.error(request, f"{refused.count(message)} left as they were: {message}")
    return redirect(back_to(request, reverse("leads:table")))


def _ids(ticked: list[str]) -> list[int]:
    """What may be an id, as many as a page has rows; the action says which are leads."""
    return [int(key) for key in ticked[:MOST_IDS] if key.isascii() and key.isdecimal() and len(key) < LONGEST_ID]


def back_to(request: SignedRequest, otherwise: str) -> str:
    """The page that the form named in ``next``, if it is one of ours."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if ours else otherwise


def _may_accept(request: SignedRequest, row: worklists.Row) -> bool:
    return Act.ACCEPT in open_acts(request.actor, status=row.lead.status, owner_id=row.lead.owner_id)


def _frame(request: SignedRequest, current: str) -> dict[str, Any]:
    """What the three lists share; closed to who works with partners only."""
    request.actor.require(*SEES_RECORDS, to="see leads")
    places = (("Inbox", "inbox"), ("Table", "table"), ("Board", "board"))
    return {
        "tabs": [(label, reverse(f"leads:{name}"), name == current) for label, name in places],
        "may_add": request.actor.has(*MAY_TAKE_IN),
    }


def _reason_choices(now: datetime) -> list[tuple[str, str]]:
    return list(reason_field(now).choices)  # type: ignore[arg-type]

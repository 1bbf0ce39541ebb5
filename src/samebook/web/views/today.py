"""What waits for the reader today, by role; who has several roles gets the sections of each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samebook.agreement.points import negotiated
from samebook.agreement.queries import in_force, waiting_for
from samebook.buying.queries import closing_until
from samebook.kernel.access import INSIDE, Role
from samebook.launches.desk import today_for as launches_today
from samebook.leads import inbox, queries, worklists
from samebook.leads.meaning.polls import to_answer
from samebook.leads.promises.shown import in_short
from samebook.leads.worklists import counted
from samebook.plays.desk import today_for as plays_today
from samebook.saved.queries import own_views
from samebook.saved.showing import shown as shown_views
from samebook.stalls.desk import for_today as stalls_today
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.scorecard import scorecard
from samebook.web.upkeep import tasks_for

MOST = 10
"""Rows of each list; the inbox has more."""
CLOSING = timedelta(days=30)
BEGINNERS = (Role.ADMINISTRATOR, Role.MARKETING, Role.SALES_MANAGER)
"""Who is told what to do while no Book is in force."""


@require_safe
@signed_in
def today(request: SignedRequest) -> HttpResponseBase:
    """One page for everyone: what to sign, what to follow up, what came back, how both sides stand."""
    actor = request.actor
    actor.require(*INSIDE, to="see this page")
    now = datetime.now(UTC)
    day = timezone.localdate(now)
    return render(
        request,
        "web/today.html",
        {
            "now": now,
            "day": day,
            "to_begin": actor.has(*BEGINNERS) and in_force(now) is None,
            "founds": actor.has(Role.ADMINISTRATOR),
            "to_sign": list(waiting_for(actor, now)[:MOST]),
            "views": shown_views(actor, own_views(actor)[:MOST]),
            "negotiated": negotiated(actor, now)[:MOST],
            "polls": list(to_answer(actor, now)[:MOST]),
            "sections": inbox.sections_for(actor, now, most=MOST),
            "waiting": _waiting(request),
            "closing": list(closing_until(actor, day + CLOSING)[:MOST]) if actor.has(Role.REP) else [],
            "stalled": stalls_today(actor, now, most=MOST),
            "plays": plays_today(actor, now, most=MOST),
            "launching": launches_today(actor, now, most=MOST),
            "loads": worklists.loads(actor, now) if actor.has(Role.SALES_MANAGER) else [],
            "promises": in_short(actor, now) if actor.has(Role.MARKETING, Role.SALES_MANAGER) else None,
            "upkeep": tasks_for(actor, now) if actor.has(Role.ADMINISTRATOR) else None,
            "for_partners": actor.has(Role.PARTNER_MANAGER),
            "score": scorecard(actor, today=day) if actor.has(Role.EXECUTIVE) else None,
        },
    )


def _waiting(request: SignedRequest) -> list[tuple[str, str, str]]:
    """How much waits elsewhere, for marketing: (label, count, status to filter the table by)."""
    actor = request.actor
    if not actor.has(Role.MARKETING):
        return []
    kinds: list[tuple[str, Any, str]] = [
        ("Questions to ask", queries.to_ask(actor), "ask"),
        ("Waiting for a rep", queries.unrouted(actor), "unrouted"),
    ]
    return [(label, counted(queries.capped_count(leads)), status) for label, leads, status in kinds]

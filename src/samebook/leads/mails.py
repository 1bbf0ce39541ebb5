"""The delivery mail: what came, why it is a lead, until when, and links that need no login."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from samebook.jobs.mail import post
from samebook.kernel.refusals import Refused
from samebook.leads.desk import Desk
from samebook.leads.models import Lead

PURPOSES = ("accept", "reject", "log")
HOLDS_FOR = 30 * 24 * 3600
"""Seconds a link stays good."""

LISTED = 50
"""How many leads one mail names; the rest are on Today."""


def link(lead_id: int, user_id: int, purpose: str) -> str:
    """The address of one act on one lead by one rep. It opens a page that asks; nothing changes on opening."""
    token = signing.dumps([lead_id, user_id], salt=f"leads.{purpose}", compress=True)
    return f"{settings.SAMEBOOK_BASE_URL}{reverse('leads:linked', args=[purpose, token])}"


def read_link(purpose: str, token: str) -> tuple[int, int]:
    """The lead and the user that a link is for.

    Raises:
        Refused: ``leads.link_expired``, ``leads.link_broken``.
    """
    if purpose not in PURPOSES:
        raise Refused("leads.link_broken", "This link is not complete; open it from the mail again.")
    try:
        lead_id, user_id = signing.loads(token, salt=f"leads.{purpose}", max_age=HOLDS_FOR)
    except signing.SignatureExpired:
        raise Refused("leads.link_expired", "This link has expired; log in and open the lead there.") from None
    except (signing.BadSignature, ValueError):
        raise Refused("leads.link_broken", "This link is not complete; open it from the mail again.") from None
    return int(lead_id), int(user_id)


def announce(leads: Sequence[Lead], desk: Desk) -> None:
    """One mail to each rep for all that was delivered to them in this action."""
    by_owner: dict[int, list[Lead]] = {}
    for lead in leads:
        if lead.owner_id is not None:
            by_owner.setdefault(lead.owner_id, []).append(lead)
    for owner_id, theirs in by_owner.items():
        user = desk.users.get(owner_id)
        if user is None or not user.mail_notices:
            continue
        context = {
            "rep": user,
            "leads": [
                (lead, {purpose: link(lead.pk, owner_id, purpose) for purpose in PURPOSES}) for lead in theirs[:LISTED]
            ],
            "more": max(0, len(theirs) - LISTED),
            "edition": desk.in_force.edition,
            "today": settings.SAMEBOOK_BASE_URL + "/?" + urlencode({"from": "mail"}),
        }
        post(
            to=user.email,
            subject=_subject(theirs),
            text=render_to_string("leads/mail/delivered.txt", context),
            kind="leads.delivered",
            at=desk.at,
        )


def _subject(leads: Sequence[Lead]) -> str:
    if len(leads) > 1:
        return f"{len(leads)} leads delivered to you"
    lead = leads[0]
    who = lead.account.name if lead.account else str(lead.person or "a new lead")
    return " ".join(f"Level {lead.level} lead: {who}".split())[:150]

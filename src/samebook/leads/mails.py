"""The delivery mail: what came, why it is a lead, until when, and links that need no login."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from samebook.company.models import User
from samebook.company.queries import local_zone
from samebook.jobs.mail import Letter, post
from samebook.kernel.refusals import Refused
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
    return _signed(purpose, token)


def _signed(purpose: str, token: str) -> tuple[int, int]:
    try:
        lead_id, whose_id = signing.loads(token, salt=f"leads.{purpose}", max_age=HOLDS_FOR)
    except signing.SignatureExpired:
        raise Refused("leads.link_expired", "This link has expired.") from None
    except (signing.BadSignature, ValueError):
        raise Refused("leads.link_broken", "This link is not complete; open it from the mail again.") from None
    return int(lead_id), int(whose_id)


def question_link(lead: Lead) -> str:
    """The address at which the person behind a lead answers its questions; it holds as long as the other links."""
    token = signing.dumps([lead.pk, lead.person_id], salt="leads.answer", compress=True)
    return f"{settings.SAMEBOOK_BASE_URL}{reverse('leads:answer', args=[token])}"


def read_question_link(token: str) -> tuple[int, int]:
    """The lead and the person that a question link is for; refuses as ``read_link`` does."""
    return _signed("answer", token)


def ask_by_mail(lead: Lead, *, at: datetime) -> None:
    """Post the questions of a lead to the person behind it, with a link to a form that takes the answers.

    Args:
        lead: With person; its judgement holds the questions.
    """
    person = lead.person
    if person is None:
        return
    asked = [each["question"] for each in lead.judgement.get("questions", ()) if each["question"]]
    text = render_to_string(
        "leads/mail/questions.txt", {"person": person, "questions": asked, "link": question_link(lead)}
    )
    post(to=person.email, subject="A question about your request", text=text, kind="leads.questions", at=at)


def delivery_letter(owner: User, leads: Sequence[Lead]) -> Letter:
    """One mail to a rep about leads that were delivered to them.

    Args:
        owner: With team and calendar; times are told in the team's zone, in the company's where there is no team.
        leads: With account, person and edition.
    """
    listed = [(lead, {purpose: link(lead.pk, owner.pk, purpose) for purpose in PURPOSES}) for lead in leads[:LISTED]]
    zone = owner.team.calendar.time_zone if owner.team else local_zone().key
    context = {"rep": owner, "leads": listed, "more": len(leads) - len(listed), "zone": zone}
    text = render_to_string("leads/mail/delivered.txt", context)
    return Letter(owner.email, _subject(leads), text, "leads.delivered")


def _subject(leads: Sequence[Lead]) -> str:
    if len(leads) > 1:
        return f"{len(leads)} leads delivered to you"
    lead = leads[0]
    who = lead.account.name if lead.account else str(lead.person or "a new lead")
    return " ".join(f"Level {lead.level} lead: {who}".split())[:150]

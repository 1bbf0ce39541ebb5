"""The mail of a saved view: answered with its reader's rights at the moment it is sent."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from samebook.company.queries import actor_for
from samebook.jobs.mail import Letter
from samebook.jobs.progress import Progress
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.saved import hooks
from samebook.saved.actions import post_once
from samebook.saved.hooks import Told
from samebook.saved.models import Mailing
from samebook.saved.queries import view_for

SALT = "saved.unsubscribe"


def run_mail(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler: one mail for one due moment, or none where its reader may not read it any more."""
    return {"sent": send(int(arguments["mailing"]), datetime.fromisoformat(arguments["due"]), at=datetime.now(UTC))}


def send(mailing_id: int, due_at: datetime, *, at: datetime) -> bool:
    """Answer a view for its reader and put the mail in the box.

    Returns:
        Whether it went out: not twice for one moment, not to a reader who was deactivated, has switched notices off, or
        does not see the view any more.
    """
    mailing = Mailing.objects.select_related("view", "reader").filter(pk=mailing_id).first()
    if mailing is None or not mailing.reader.is_active or not mailing.reader.mail_notices:
        return False
    actor = actor_for(mailing.reader)
    try:
        view = view_for(actor, mailing.view_id)
    except Refused:
        return False
    tell = hooks.tellers.get(view.about)
    if tell is None:
        return False
    try:
        told = tell(actor, view, at)
    except Refused as refused:
        told = Told(view.subject, refused.message, ())
    return post_once(Actor.system("mailing"), mailing, letter(mailing, told), due_at=due_at, at=at)


def letter(mailing: Mailing, told: Told) -> Letter:
    """The mail: the figures, where they stand, and how to have it no longer."""
    stop = unsubscribe_link(mailing)
    text = render_to_string("saved/mail/view.txt", {"mailing": mailing, "told": told, "stop": stop})
    subject = f"{mailing.view.name}: {told.title}"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(mailing.reader.email, " ".join(subject.split()), text, "saved.view", headers=headers)


def unsubscribe_link(mailing: Mailing) -> str:
    """The address that ends a mailing; it needs no sign-in and never expires."""
    token = signing.dumps([mailing.pk, mailing.reader_id], salt=SALT, compress=True)
    return f"{settings.SAMEBOOK_BASE_URL}{reverse('saved:unsubscribe', args=[token])}"


def mailing_of(token: str) -> Mailing | None:
    """The mailing that a link ends; None when it was ended before.

    Raises:
        Missing: No such link was ever made.
    """
    try:
        mailing_id, reader_id = signing.loads(token, salt=SALT)
        found = Mailing.objects.select_related("view", "reader").filter(pk=int(mailing_id), reader=int(reader_id))
    except (signing.BadSignature, ValueError, TypeError):
        raise Missing("link") from None
    return found.first()

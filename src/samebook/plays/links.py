"""Links of mails that need no login: one act on one play in use by one rep, signed, expiring."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from samebook.kernel.refusals import Refused

PURPOSES = ("approve", "decline")
HOLDS_FOR = 30 * 24 * 3600
"""Seconds a link stays good."""


def link(run_id: int, user_id: int, purpose: str) -> str:
    """The address of one act. It opens a page that asks; nothing changes on opening."""
    token = signing.dumps([run_id, user_id], salt=f"plays.{purpose}", compress=True)
    return f"{settings.SAMEBOOK_BASE_URL}{reverse('plays:linked', args=[purpose, token])}"


def read_link(purpose: str, token: str) -> tuple[int, int]:
    """The run and the user that a link is for.

    Raises:
        Refused: ``plays.link_expired``, ``plays.link_broken``.
    """
    broken = Refused("plays.link_broken", "This link is not complete; open it from the mail again.")
    if purpose not in PURPOSES:
        raise broken
    try:
        run_id, user_id = signing.loads(token, salt=f"plays.{purpose}", max_age=HOLDS_FOR)
        return int(run_id), int(user_id)
    except signing.SignatureExpired:
        raise Refused("plays.link_expired", "This link has expired.") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise broken from None

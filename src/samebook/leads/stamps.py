"""The signed stamp of a public form: when it was shown, and a number used once, so that sending twice adds nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from samebook.kernel.refusals import Refused

SALT = "leads.form"
SOONEST = timedelta(seconds=2)
"""Nobody fills in a form faster."""
LATEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Attributes:
    token_id: The form's key.
    nonce: Becomes the external id of the response.
    shown_at: When the form was shown.
    """

    token_id: int
    nonce: str
    shown_at: datetime

    @property
    def external_id(self) -> str:
        return f"form:{self.token_id}:{self.nonce}"


def new_stamp(token_id: int, *, at: datetime) -> str:
    return signing.dumps([token_id, secrets.token_urlsafe(16), at.isoformat()], salt=SALT)


def read_stamp(text: str, token_id: int, *, at: datetime) -> Stamp:
    """The stamp of a form that was sent.

    Raises:
        Refused: ``leads.stamp_broken``, ``leads.stamp_too_soon``, ``leads.stamp_expired``.
    """
    try:
        of_token, nonce, shown = signing.loads(text, salt=SALT)
        stamp = Stamp(of_token, nonce, datetime.fromisoformat(shown))
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused("leads.stamp_broken", "This form is damaged. Reload the page and send it again.") from None
    if stamp.token_id != token_id:
        raise Refused("leads.stamp_broken", "This form is damaged. Reload the page and send it again.")
    if at - stamp.shown_at < SOONEST:
        raise Refused("leads.stamp_too_soon", "That was very fast. Look it over and send it again.")
    if at - stamp.shown_at > LATEST:
        raise Refused("leads.stamp_expired", "This form was open for too long. Send it once more.")
    return stamp

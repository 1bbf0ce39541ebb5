"""The mails of the agreement."""

from django.conf import settings

from samebook.agreement.models import Edition
from samebook.company.models import User
from samebook.jobs.mail import Letter


def amended_letter(user: User, edition: Edition, reason: str, besides: str = "") -> Letter:
    """To whoever had signed a proposal that is changed after all."""
    return Letter(
        to=user.email,
        subject="Your signature is void: the proposal is being amended",
        text=(
            f"You signed “{edition.called}”. It is being changed again, and no signature under it counts any more.\n\n"
            f"Why: {reason}\n\n{besides}You are asked to read and sign it when it is proposed anew.\n"
            f"{_address(edition)}\n"
        ),
        kind="agreement.amended",
    )


def reminder_letter(user: User, edition: Edition, side: str, *, until: str) -> Letter:
    """To whoever could still sign for a side before the time runs out."""
    return Letter(
        to=user.email,
        subject=f"To be signed by {until}",
        text=(
            f"“{edition.called}” waits for the signature of {side} until {until}.\n\n"
            f"Read it and sign, or say what is to be otherwise:\n{_address(edition)}\n"
        ),
        kind="agreement.reminder",
    )


def _address(edition: Edition) -> str:
    return f"{settings.SAMEBOOK_BASE_URL}/book/editions/{edition.pk}"

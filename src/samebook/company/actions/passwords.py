"""Passwords, checked and hashed outside any transaction, since hashing takes longer than a write may."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from samebook.company import rules
from samebook.company.models import PasswordTry, User
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused

MOST_WRONG = 5
WINDOW = timedelta(minutes=15)
"""So many wrong passwords of one user in so long a time; then none is looked at until the first of them is that old."""


def is_own_password(user: User, password: str, *, at: datetime, field: str = "password") -> bool:
    """Whether somebody who is signed in knows their password, asked again for an act that needs it.

    The try is noted before the password is looked at: tries that come at the same time through several processes
    are counted one after the other, and none of them is free.

    Raises:
        Refused: ``company.too_many_tries``.
    """
    _note_try(user, at=at, field=field)
    try:
        is_right = len(password) <= rules.LONGEST_PASSWORD and user.check_password(password)
    except UnicodeEncodeError:
        return False
    if is_right:
        with write():
            PasswordTry.objects.filter(user=user).delete()
    return is_right


def _note_try(user: User, *, at: datetime, field: str) -> None:
    with write():
        User.objects.select_for_update().filter(pk=user.pk).first()
        PasswordTry.objects.filter(user=user, tried_at__lte=at - WINDOW).delete()
        tries = list(PasswordTry.objects.filter(user=user).order_by("tried_at").values_list("tried_at", flat=True))
        if len(tries) >= MOST_WRONG:
            minutes = max(1, -(-(tries[-MOST_WRONG] + WINDOW - at) // timedelta(minutes=1)))
            message = f"Too many wrong passwords; try again in {minutes} minute{'' if minutes == 1 else 's'}."
            raise Refused("company.too_many_tries", message, field)
        PasswordTry.objects.create(user=user, tried_at=at)


def check_strength(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Whether a password may be the one of this address and name.

    Raises:
        Refused: ``company.password_weak`` (too short, too common, too like the name or the address),
            ``company.password_too_long``, ``company.password_unreadable``.
    """
    rules.check_password(password, field=field)
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Refused("company.password_weak", " ".join(error.messages), field) from None


def hashed(password: str, *, email: str, name: str, field: str = "password") -> str:
    """The hash to keep of a new password; refused as `check_strength` says."""
    check_strength(password, email=email, name=name, field=field)
    return make_password(password)

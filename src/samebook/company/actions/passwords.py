"""New passwords: checked and hashed before the transaction, since hashing takes longer than a write may."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from samebook.company import rules
from samebook.company.models import User
from samebook.kernel.refusals import Refused


def hashed(password: str, *, email: str, name: str, field: str = "password") -> str:
    """The hash to keep of a new password.

    Raises:
        Refused: ``company.password_weak`` (too short, too common, too like the name or the address),
            ``company.password_too_long``, ``company.password_unreadable``.
    """
    rules.check_password(password, field=field)
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Refused("company.password_weak", " ".join(error.messages), field) from None
    return make_password(password)

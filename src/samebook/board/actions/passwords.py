"""What cannot be taken back asks whoever does it for their password again."""

from datetime import datetime

from samebook.company.actions.passwords import is_own_password
from samebook.company.models import User
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


def person_with_password(actor: Actor, password: str, *, unless: str, at: datetime) -> User:
    """The person who acts. Outside any transaction, since the check is slow on purpose.

    Args:
        password: Their own, entered again.
        unless: What did not happen when it is wrong: “nothing was signed”.

    Raises:
        Refused: ``board.person_needed``, ``agreement.password_wrong``, ``company.too_many_tries``.
    """
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None:
        raise Refused("board.person_needed", "This is a person's to do; sign in for it.")
    if not is_own_password(user, password, at=at):
        raise Refused("agreement.password_wrong", f"That is not your password; {unless}.", "password")
    return user

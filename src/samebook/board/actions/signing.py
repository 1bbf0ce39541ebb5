"""Sales' signature under its block."""

from datetime import datetime
from typing import Any

from samebook.board import queries
from samebook.board.actions.passwords import person_with_password
from samebook.board.models import SalesSignature
from samebook.board.rules import SIGNING, check_can_sign, hash_of
from samebook.company.models import User
from samebook.journal.actions import record
from samebook.journal.rules import canonical
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period


def sign_sales(
    actor: Actor, period: Period, figures: dict[str, Any], *, shown_hash: str, password: str, at: datetime
) -> SalesSignature:
    """Put a sales manager's word under the figures of pipeline and revenue.

    Args:
        figures: Of the period, frozen where it is closed.
        shown_hash: Of the signed part that was shown to the signer.
        password: The signer's own, entered again.

    Raises:
        Refused: ``access.denied``, ``board.person_needed``, ``agreement.password_wrong``, ``company.too_many_tries``,
            ``board.figures_changed``, ``board.signed``.
    """
    actor.require(*SIGNING, to="sign pipeline and revenue for sales")
    user = person_with_password(actor, password, unless="nothing was signed", at=at)
    return _sign(actor, user, period, queries.signed_part(figures), shown_hash=shown_hash, at=at)


@action
def _sign(
    actor: Actor, user: User, period: Period, part: dict[str, Any], *, shown_hash: str, at: datetime
) -> SalesSignature:
    stored = hash_of(part)
    here = SalesSignature.objects.filter(start=period.start, end=period.end, hash=stored).exists()
    check_can_sign(shown_hash=shown_hash, stored=stored, signed=stored if here else None)
    made = SalesSignature.objects.create(
        start=period.start, end=period.end, figures=canonical(part), hash=stored, user=user, signed_at=at
    )
    detail = {"start": period.start.isoformat(), "end": period.end.isoformat(), "hash": stored}
    record(actor, "board.sales.signed", made, detail=detail)
    return made

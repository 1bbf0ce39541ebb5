"""Putting one side's signature under a text."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from samebook.agreement import rules
from samebook.agreement.actions.editions import take_force
from samebook.agreement.actions.locking import lock_standing, locked, record_edition
from samebook.agreement.delegates import standing_in
from samebook.agreement.models import Edition, Signature
from samebook.agreement.queries import signed
from samebook.agreement.scoping import check_beside
from samebook.agreement.terms import Side, State
from samebook.book import read_book
from samebook.company.actions.passwords import is_own_password
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


def sign_edition(
    actor: Actor,
    edition_id: int,
    *,
    side: str,
    content_hash: str,
    password: str,
    at: datetime,
    for_user: int | None = None,
    in_force_from: datetime | None = None,
) -> Edition:
    """Put one side's signature under a text; the second one gives the edition its number.

    An edition whose day has passed by then takes force with the second signature: terms are never backdated.

    Args:
        content_hash: Of the text that was shown to the signer.
        password: The signer's own, entered again. Its check is slow on purpose, and made before the transaction.
        for_user: Whom the signer stands in for; None for themselves, or for the one they stand in for when they
            could not sign this side otherwise.
        in_force_from: The day that was shown to the signer; None not to compare it.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.password_wrong``,
            ``company.too_many_tries``, ``agreement.wrong_state``, ``agreement.text_changed``,
            ``agreement.day_changed``, ``agreement.side_signed``, ``agreement.same_person``,
            ``agreement.not_delegate``, or what ``scope_rules`` refuses: another scope was agreed meanwhile.
    """
    signs_for, _ = _authority(actor, side, for_user, at)
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None or not is_own_password(user, password, at=at):
        raise Refused("agreement.password_wrong", "That is not your password; nothing was signed.", "password")
    return _sign(
        actor, edition_id, signs_for, user, for_user=for_user, shown_hash=content_hash, shown_day=in_force_from, at=at
    )


@action
def _sign(
    actor: Actor,
    edition_id: int,
    side: Side,
    user: User,
    *,
    for_user: int | None,
    shown_hash: str,
    shown_day: datetime | None,
    at: datetime,
) -> Edition:
    lock_standing()
    edition = locked(actor, edition_id)
    _, for_id = _authority(actor, side, for_user, at)
    earlier = [signed(signature) for signature in edition.signatures.filter(voided_at=None)]
    rules.check_can_sign(
        edition.state,
        shown_hash=shown_hash,
        stored_hash=edition.content_hash,
        text=edition.text,
        side=side,
        user_id=user.pk,
        for_id=for_id,
        earlier=earlier,
    )
    if shown_day is not None and shown_day != edition.in_force_from:
        message = "The day it takes force is not the one you were shown; read it again before you sign."
        raise Refused("agreement.day_changed", message)
    book, _ = read_book(edition.text)
    if book is not None:
        check_beside(edition, book, actor=_in_whose_place(actor, for_id))
    made = Signature.objects.create(
        edition=edition,
        side=side,
        user=user,
        for_user_id=for_id,
        content_hash=edition.content_hash,
        signed_at=at,
    )
    record_edition(actor, "signed", edition, at, side=side, **({"for": for_id} if for_id else {}))
    if rules.is_agreed([*earlier, signed(made)], edition.text):
        edition.state = State.SIGNED
        edition.number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        edition.save(update_fields=["state", "number"])
        record_edition(actor, "agreed", edition, at)
        if edition.in_force_from is not None and edition.in_force_from < at:  # its day passed while it waited
            take_force(at=at)
            edition.refresh_from_db()
    return edition


def _in_whose_place(actor: Actor, for_id: int | None) -> Actor:
    """Whose territories must cover a scope: a stand-in's word is that of whom they stand in for."""
    return actor_for(User.objects.get(pk=for_id)) if for_id else actor


def _authority(actor: Actor, side: str, for_user: int | None, at: datetime) -> tuple[Side, int | None]:
    """For which side this person may sign, and in whose place; None for their own."""
    known = Side(side) if side in set(Side) else None
    held = standing_in(actor.id, timezone.localdate(at), known) if known else []
    stood_in_for = [each.user_id for each in held]
    if for_user is not None:
        if for_user not in stood_in_for:
            message = "You do not stand in for this person now; sign for yourself, or let them name you."
            raise Refused("agreement.not_delegate", message, "side")
        return Side(side), for_user
    if known and stood_in_for and not actor.has(rules.MAY_SIGN[known]):
        return known, stood_in_for[0]
    return rules.check_side(actor, side), None

"""Signing for gaps, and declaring a launch ready: by name, with the password again, over frozen text."""

from collections.abc import Collection
from datetime import datetime

from samebook.company.actions.passwords import is_own_password
from samebook.company.models import User
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.launches.actions.base import locked, save, tell, words
from samebook.launches.counting import count_one
from samebook.launches.models import Signature, SignedCell
from samebook.launches.rules import (
    PLANNING,
    SIGNING,
    check_because,
    check_can_declare,
    check_can_sign,
    check_is_open,
    check_shown,
    hash_of,
)
from samebook.launches.signed import text_of_gaps, text_of_ready
from samebook.launches.terms import Signed, State


def sign_gaps(
    actor: Actor, launch_id: int, cells: Collection[int], *, reason: str, shown_hash: str, password: str, at: datetime
) -> Signature:
    """Take responsibility for gaps by name: the launch may be declared ready with them.

    Args:
        cells: Ids of required cells that nothing covers now.
        shown_hash: Of the gaps that were shown to the signer (``signed.text_of_gaps``).
        password: The signer's own, entered again. Its check is slow on purpose, and made before the transaction.

    Raises:
        Refused: ``access.denied``, ``launches.person_needed``, ``launches.reason_missing``,
            ``agreement.password_wrong``, ``company.too_many_tries``, ``launches.no_gap``, ``launches.grid_changed``.
        Missing: Not there, or not the actor's to see.
    """
    actor.require(*SIGNING, to="sign for a gap")
    check_because(reason, "reason")
    user = _signer(actor, password, at)
    return _sign_gaps(actor, user, launch_id, cells, reason=reason, shown_hash=shown_hash, at=at)


def declare_ready(actor: Actor, launch_id: int, *, shown_hash: str, password: str, at: datetime) -> Signature:
    """Declare a launch ready: every required cell is covered, or somebody signed for it.

    Args:
        shown_hash: Of what was shown to whoever declares (``signed.text_of_ready``).

    Raises:
        Refused: ``access.denied``, ``launches.person_needed``, ``agreement.password_wrong``,
            ``company.too_many_tries``, ``launches.gaps``, ``launches.nothing_required``, ``launches.declared``,
            ``launches.called_off``, ``launches.grid_changed``.
        Missing: Not there, or not the actor's to see.
    """
    actor.require(*PLANNING, to="declare a launch ready")
    user = _signer(actor, password, at)
    return _declare(actor, user, launch_id, shown_hash=shown_hash, at=at)


def _signer(actor: Actor, password: str, at: datetime) -> User:
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None:
        raise Refused("launches.person_needed", "A signature is a person's; sign in to give it.")
    if not is_own_password(user, password, at=at):
        raise Refused("agreement.password_wrong", "That is not your password; nothing was signed.", "password")
    return user


@action
def _sign_gaps(
    actor: Actor, user: User, launch_id: int, cells: Collection[int], *, reason: str, shown_hash: str, at: datetime
) -> Signature:
    launch = locked(actor, launch_id, to="sign for a gap", check=check_is_open, planning=False)
    why = words(reason, "reason", 500)
    check_because(why, "reason")
    gaps = {each.cell.pk: each for each in count_one(launch, at=at).gaps}
    check_can_sign(launch.state, gaps, cells)
    wanted = [gaps[pk] for pk in sorted(set(cells))]
    check_shown(shown_hash, hash_of(text_of_gaps(launch, wanted)))
    text = text_of_gaps(launch, wanted, signer=user.pk, reason=why, at=at)
    made = Signature.objects.create(
        launch=launch, kind=Signed.GAPS, text=text, hash=hash_of(text), reason=why, user=user, signed_at=at
    )
    SignedCell.objects.bulk_create([SignedCell(signature=made, cell=each.cell) for each in wanted], batch_size=500)
    count_one(launch, at=at)
    tell(actor, "gaps_signed", launch, signature=made.pk, cells=len(wanted), hash=made.hash)
    return made


@action
def _declare(actor: Actor, user: User, launch_id: int, *, shown_hash: str, at: datetime) -> Signature:
    launch = locked(actor, launch_id, to="declare a launch ready", check=check_is_open)
    grid = count_one(launch, at=at)
    check_can_declare(launch.state, grid.readiness, shown_hash=shown_hash, stored=hash_of(text_of_ready(grid)))
    text = text_of_ready(grid, signer=user.pk, at=at)
    made = Signature.objects.create(
        launch=launch, kind=Signed.READY, text=text, hash=hash_of(text), user=user, signed_at=at
    )
    launch.state, launch.state_since, launch.state_reason = State.READY, at, ""
    save(launch, "state", "state_since", "state_reason")
    found = grid.readiness
    tell(
        actor, "declared_ready", launch,
        signature=made.pk, hash=made.hash, required=found.required, covered=found.covered, signed=found.signed,
    )  # fmt: skip
    return made

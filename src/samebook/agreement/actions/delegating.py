"""Naming who signs while one is absent, and ending that."""

from datetime import date, datetime

from django.utils import timezone

from samebook.agreement.delegates import as_absence, roles_of
from samebook.agreement.models import Delegation
from samebook.agreement.rules import check_side
from samebook.agreement.standing_in import Absence, check_delegation
from samebook.company.models import User
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused


@action
def delegate_signature(
    actor: Actor, *, side: str, delegate_id: int, from_date: date, until_date: date, at: datetime
) -> Delegation:
    """Let somebody sign for a side in the actor's place, from one day until another, both included.

    Everybody whom it concerns is locked, so that of two delegations made at once the second sees the first.

    Raises:
        Refused: ``access.denied``, ``agreement.unknown_side``, ``agreement.person_needed``, or what
            ``check_delegation`` refuses.
        Missing: Nobody with this id works here.
    """
    signs_for = check_side(actor, side, to="name who signs")
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[actor.id, delegate_id]).order_by("pk")
    if not any(user.pk == delegate_id and user.is_active for user in list(people)):
        raise Missing("user")
    wanted = Absence(actor.id or 0, delegate_id, signs_for.value, from_date, until_date)
    others = list(Delegation.objects.filter(ended_at=None).select_related("user", "delegate"))
    names = {user.pk: user.name for other in others for user in (other.user, other.delegate)}
    names |= dict(User.objects.filter(pk=delegate_id).values_list("pk", "name"))
    check_delegation(
        wanted,
        roles=roles_of([delegate_id]).get(delegate_id, set()),
        today=timezone.localdate(at),
        others=[as_absence(other) for other in others],
        names=names,
    )
    made = Delegation.objects.create(
        user_id=actor.id or 0,
        delegate_id=delegate_id,
        side=signs_for,
        from_date=from_date,
        until_date=until_date,
        made_at=at,
    )
    _record(actor, "made", made, at)
    return made


@action
def end_delegation(actor: Actor, delegation_id: int, *, at: datetime) -> Delegation:
    """End it at once; the one who is stood in for, or the one who stands in. What was signed stays signed.

    Raises:
        Refused: ``agreement.delegation_ended``.
        Missing: No such delegation, or one between others.
    """
    delegation = Delegation.objects.select_for_update().filter(pk=delegation_id).first()
    if delegation is None or actor.id not in (delegation.user_id, delegation.delegate_id):
        raise Missing("delegation")
    if delegation.ended_at is not None:
        raise Refused("agreement.delegation_ended", "This has ended already; there is nothing left to end.")
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    _record(actor, "ended", delegation, at)
    return delegation


def _record(actor: Actor, verb: str, delegation: Delegation, at: datetime) -> None:
    detail = {
        "side": delegation.side,
        "delegate": delegation.delegate_id,
        "from": delegation.from_date.isoformat(),
        "until": delegation.until_date.isoformat(),
    }
    record(actor, f"agreement.delegation.{verb}", delegation, happened_at=at, detail=detail)

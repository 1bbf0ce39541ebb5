"""Who stands in for whom: the reads."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from samebook.agreement import rules
from samebook.agreement.models import Delegation
from samebook.agreement.standing_in import MAY_STAND_IN, Absence, may_stand_in
from samebook.agreement.terms import Side
from samebook.company.models import User, UserRole
from samebook.kernel.access import Actor


def delegations(actor: Actor, day: date) -> QuerySet[Delegation]:
    """Those that hold on this day or later, the nearest first; for both departments."""
    if not actor.has(*rules.DEPARTMENTS):
        return Delegation.objects.none()
    found = Delegation.objects.filter(ended_at=None, until_date__gte=day).select_related("user", "delegate")
    return found.order_by("from_date", "pk")


def standing_in(user_id: int | None, day: date, side: Side | None = None) -> list[Delegation]:
    """For whom this user signs on this day. Both still work here, and neither has changed sides since."""
    found = Delegation.objects.filter(
        delegate_id=user_id or 0, ended_at=None, from_date__lte=day, until_date__gte=day, user__is_active=True
    ).select_related("user")
    mine = roles_of([user_id or 0]).get(user_id or 0, set())
    held = [each for each in found if side is None or each.side == side]
    theirs = roles_of(each.user_id for each in held)
    return [
        each
        for each in held
        if may_stand_in(Side(each.side), mine) and rules.MAY_SIGN[Side(each.side)] in theirs.get(each.user_id, set())
    ]


def stand_ins_of(user_ids: Iterable[int], day: date) -> QuerySet[User]:
    """Whoever stands in for one of these on this day."""
    return User.objects.filter(
        stands_in__user__in=list(user_ids),
        stands_in__ended_at=None,
        stands_in__from_date__lte=day,
        stands_in__until_date__gte=day,
        is_active=True,
    ).distinct()


def could_stand_in(actor: Actor, side: Side) -> list[User]:
    """Whom this person could choose to sign for a side in their place, by name."""
    users = User.objects.filter(is_active=True, user_roles__role__in=MAY_STAND_IN[side]).exclude(pk=actor.id or 0)
    barred = UserRole.objects.filter(role=rules.MAY_SIGN[side.other]).values("user")
    return list(users.exclude(pk__in=barred).distinct().order_by("name", "pk"))


def roles_of(user_ids: Iterable[int]) -> dict[int, set[str]]:
    """Roles by user; one query."""
    found: dict[int, set[str]] = {}
    for user_id, role in UserRole.objects.filter(user__in=list(user_ids)).values_list("user_id", "role"):
        found.setdefault(user_id, set()).add(role)
    return found


def as_absence(delegation: Delegation) -> Absence:
    """A delegation as the rules see it."""
    return Absence(
        delegation.user_id, delegation.delegate_id, delegation.side, delegation.from_date, delegation.until_date
    )

"""Who may stand in for whom. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from samebook.agreement.rules import MAY_SIGN
from samebook.agreement.terms import Side
from samebook.kernel.access import Role
from samebook.kernel.refusals import Refused

MAY_STAND_IN: Final = {
    Side.SALES: frozenset({Role.SALES_MANAGER, Role.REP, Role.EXECUTIVE}),
    Side.MARKETING: frozenset({Role.MARKETING, Role.EXECUTIVE}),
}
"""Who may sign for a side while the one who does is absent; whoever signs for the other side never may."""
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Absence:
    """A delegation as the rules see it: both days are included."""

    user_id: int
    delegate_id: int
    side: str
    from_date: date
    until_date: date

    def meets(self, other: "Absence") -> bool:
        return self.from_date <= other.until_date and other.from_date <= self.until_date


def may_stand_in(side: Side, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may sign for a side in another's place."""
    held = set(roles)
    return bool(held & MAY_STAND_IN[side]) and MAY_SIGN[side.other] not in held


def check_delegation(
    wanted: Absence, *, roles: Collection[str], today: date, others: Iterable[Absence], names: Mapping[int, str]
) -> None:
    """Whether somebody may stand in for another in these days.

    Args:
        roles: Of the one who is to stand in.
        others: Every other delegation that has not ended.
        names: Of the people in them.

    Raises:
        Refused: ``agreement.delegate_self``, ``agreement.delegate_days``, ``agreement.delegate_other_side``,
            ``agreement.delegate_outside``, ``agreement.delegate_twice``, ``agreement.delegate_loop``,
            ``agreement.delegate_absent``, ``agreement.delegate_chain``.
    """
    _check_days(wanted, today)
    side = Side(wanted.side)
    if wanted.delegate_id == wanted.user_id:
        raise Refused("agreement.delegate_self", "You cannot stand in for yourself; choose somebody else.", "delegate")
    if MAY_SIGN[side.other] in set(roles):
        message = f"Whoever signs for {side.other} cannot sign for {side} too; choose somebody of {side}."
        raise Refused("agreement.delegate_other_side", message, "delegate")
    if not may_stand_in(side, roles):
        who = " or ".join(sorted(role.label.lower() for role in MAY_STAND_IN[side]))
        raise Refused("agreement.delegate_outside", f"Who stands in for {side} is {who}; choose one.", "delegate")
    for other in others:
        if wanted.meets(other):
            _check_against(wanted, other, names)


def _check_days(wanted: Absence, today: date) -> None:
    if wanted.until_date < wanted.from_date:
        raise Refused("agreement.delegate_days", "The last day comes before the first; turn them round.", "until_date")
    if wanted.from_date < today:
        raise Refused("agreement.delegate_days", "Nothing is delegated backwards; begin today or later.", "from_date")
    if wanted.until_date - wanted.from_date >= LONGEST:
        raise Refused("agreement.delegate_days", "A year at most; name an earlier last day.", "until_date")


def _check_against(wanted: Absence, other: Absence, names: Mapping[int, str]) -> None:
    days = f"from {other.from_date:%-d %b %Y} until {other.until_date:%-d %b %Y}"
    delegate, stand_in = names.get(wanted.delegate_id, "They"), names.get(other.delegate_id, "somebody else")
    if other.user_id == wanted.user_id and other.side == wanted.side:
        message = f"{stand_in} stands in for you already, {days}; end that first, or choose other days."
        raise Refused("agreement.delegate_twice", message, "from_date")
    if other.user_id == wanted.delegate_id:
        if other.delegate_id == wanted.user_id:
            message = f"You stand in for {delegate} {days}; in a circle nobody would sign. Choose somebody else."
            raise Refused("agreement.delegate_loop", message, "delegate")
        message = f"{delegate} is absent {days}; choose somebody who is there, or other days."
        raise Refused("agreement.delegate_absent", message, "delegate")
    if other.delegate_id == wanted.user_id:
        who = names.get(other.user_id, "somebody")
        message = f"You stand in for {who} {days}, and cannot pass that on; {who} names another first."
        raise Refused("agreement.delegate_chain", message, "from_date")
    if other.delegate_id == wanted.delegate_id and other.side != wanted.side:
        message = f"{delegate} stands in for {other.side} {days}, and cannot for both sides; choose somebody else."
        raise Refused("agreement.delegate_other_side", message, "delegate")

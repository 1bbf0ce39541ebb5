"""For whom a person could sign an edition now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from samebook.agreement import rules
from samebook.agreement.delegates import standing_in
from samebook.agreement.models import Edition, Signature
from samebook.agreement.queries import signed
from samebook.agreement.terms import Side, State
from samebook.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class MaySign:
    """A side, and whom the signer stands in for; None for their own word."""

    side: Side
    for_id: int | None = None
    for_name: str = ""

    @property
    def key(self) -> str:
        return f"{self.side.value}:{self.for_id}" if self.for_id else self.side.value

    @property
    def words(self) -> str:
        return f"{self.side.value}, in the place of {self.for_name}" if self.for_id else self.side.value


def could_sign(
    actor: Actor, edition: Edition, signatures: Sequence[tuple[Signature, bool]], at: datetime
) -> list[MaySign]:
    """Everything this person could sign the edition as: for their own side first, then for those who are absent."""
    if edition.state != State.PROPOSED or actor.id is None:
        return []
    given = [signed(signature) for signature, _ in signatures]
    taken, people = {each.side for each in given}, {one for each in given for one in each.people}
    ways = [MaySign(side) for side, role in rules.MAY_SIGN.items() if actor.has(role)]
    day = timezone.localdate(at)
    ways += [MaySign(Side(each.side), each.user_id, each.user.name) for each in standing_in(actor.id, day)]
    return [way for way in ways if way.side not in taken and actor.id not in people and way.for_id not in people]

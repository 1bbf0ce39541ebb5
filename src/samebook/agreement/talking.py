"""Who may say what about an edition while it is negotiated. Pure."""

from typing import Final

from samebook.agreement.rules import DEPARTMENTS, MAY_SIGN
from samebook.agreement.terms import CounterState, Side, State
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

MOST_SAID: Final = 4000
OPEN_STATES: Final = (State.DRAFT, State.PROPOSED)
"""While an edition is one of these, its clauses are talked about."""


def sides_of(actor: Actor) -> list[Side]:
    """For which sides somebody speaks."""
    return [side for side, role in MAY_SIGN.items() if actor.has(role)]


def check_speaks_for(actor: Actor, said: str | None) -> Side:
    """The side for which somebody speaks; whoever belongs to both says for which.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.side_needed``.
    """
    actor.require(*DEPARTMENTS, to="negotiate the Book")
    if actor.id is None:
        raise Refused("agreement.person_needed", "Only a person can speak for a side.")
    sides = sides_of(actor)
    if said:
        if said not in sides:
            raise Refused("access.denied", f"Your roles do not let you speak for {said}; choose your own side.", "side")
        return Side(said)
    if len(sides) != 1:
        raise Refused("agreement.side_needed", "You belong to both sides; say for which you speak.", "side")
    return sides[0]


def check_open(state: str) -> None:
    """Clauses are talked about until both sides have signed (``agreement.not_open``)."""
    if state not in OPEN_STATES:
        is_now = State(state).value.replace("_", " ")
        message = f"This edition is {is_now}; begin a draft with its text to change what it says."
        raise Refused("agreement.not_open", message)


def check_own_side(actor: Actor, side: str) -> None:
    """Whether this is the side that raised the point (``agreement.other_side``)."""
    if side not in sides_of(actor):
        message = f"{Side(side).value.capitalize()} raised this and calls it settled; answer it instead."
        raise Refused("agreement.other_side", message)


def may_decide(actor: Actor, *, side: str, draft_author_id: int | None) -> bool:
    """The draft's author, and whoever belongs to the other side."""
    return actor.id == draft_author_id or Side(side).other in sides_of(actor)


def check_decidable(
    actor: Actor, state: str, to: CounterState, *, side: str, author_id: int, draft_author_id: int | None
) -> None:
    """Whether this person may decide so on a counter-proposal.

    Raises:
        Refused: ``agreement.already_decided``, ``agreement.not_author``, ``agreement.own_proposal``.
    """
    if state != CounterState.OPEN:
        is_now = CounterState(state).value.replace("_", " ")
        raise Refused("agreement.already_decided", f"This counter-proposal is {is_now} already; nothing was changed.")
    if to is CounterState.WITHDRAWN:
        if actor.id != author_id:
            raise Refused("agreement.not_author", "Only who made a counter-proposal withdraws it; decline it instead.")
    elif not may_decide(actor, side=side, draft_author_id=draft_author_id):
        message = "Your own side made this; the draft's author or the other side takes it over or declines it."
        raise Refused("agreement.own_proposal", message)

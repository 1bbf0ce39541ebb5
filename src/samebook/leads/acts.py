"""Which acts on a lead are open to whom, in which status: asked by the pages that offer them and the actions behind.

Pure. What is entered with an act (a reason, a time) is checked by its action.
"""

from collections.abc import Callable
from dataclasses import dataclass

from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads import rules
from samebook.leads.terms import Act

SELLING = (Role.REP, Role.SALES_MANAGER)
ASKING = (Role.TELESALES, Role.MARKETING)
OFFICE = (*ASKING, Role.SALES_MANAGER)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One act.

    Attributes:
        roles: Who may ever do it.
        to: The act in words that complete “may”.
        fits: Refuses a status that does not allow it.
        only_own: A rep may do it only with a lead that was delivered to them.
    """

    roles: tuple[Role, ...]
    to: str
    fits: Callable[[str], None]
    only_own: bool = False


_RULES = {
    Act.ACCEPT: _Rule(SELLING, "accept leads", rules.check_can_accept, only_own=True),
    Act.LOG: _Rule(SELLING, "log attempts", rules.check_has_duty, only_own=True),
    Act.REJECT: _Rule(SELLING, "reject leads", rules.check_has_duty, only_own=True),
    Act.CONVERT: _Rule(SELLING, "make opportunities of leads", rules.check_can_convert, only_own=True),
    Act.ANSWER: _Rule((*ASKING, *SELLING), "answer a lead's questions", rules.check_can_answer),
    Act.ASK: _Rule(ASKING, "ask a lead's questions", rules.check_can_ask),
    Act.GIVE_UP: _Rule(ASKING, "stop asking", rules.check_can_ask),
    Act.HAND_OVER: _Rule((Role.SALES_MANAGER,), "hand a lead over", rules.check_can_hand_over),
    Act.RECYCLE: _Rule((Role.MARKETING, Role.SALES_MANAGER), "bring a lead back", rules.check_can_recycle),
    Act.SET_ASIDE: _Rule((*OFFICE, Role.REP), "set a lead aside", rules.check_can_set_aside, only_own=True),
}


def check_role(act: Act, actor: Actor) -> None:
    """Refuse an act that none of the actor's roles may ever do.

    Raises:
        Refused: ``access.denied``.
    """
    rule = _RULES[act]
    actor.require(*rule.roles, to=rule.to)


def check_open(act: Act, actor: Actor, *, status: str, owner_id: int | None) -> None:
    """Refuse an act that this actor, or a lead in this status, does not allow.

    Raises:
        Refused: ``access.denied``, ``leads.not_yours``, or what the status refuses.
    """
    check_role(act, actor)
    rule = _RULES[act]
    beyond_rep = [role for role in rule.roles if role is not Role.REP]
    if rule.only_own and not actor.has(*beyond_rep):
        rules.check_may_answer(actor, owner_id=owner_id)
    rule.fits(status)


def open_acts(actor: Actor, *, status: str, owner_id: int | None) -> list[Act]:
    """The acts a page offers this actor, the most usual first."""
    return [act for act in Act if _is_open(act, actor, status, owner_id)]


def _is_open(act: Act, actor: Actor, status: str, owner_id: int | None) -> bool:
    try:
        check_open(act, actor, status=status, owner_id=owner_id)
    except Refused:
        return False
    return True
